"""Many threads, one store: no wrong answer, no lost write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from data.store import Store


def test_threads_get_their_own_answers(fresh_store: Store) -> None:
    def ask(number: int) -> bool:
        frame = fresh_store.frame("SELECT $a::INTEGER AS a, sum(range)::BIGINT AS s FROM range($a)", a=number)
        return frame["a"].tolist() == [number] and frame["s"].tolist() == [number * (number - 1) // 2]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(2, 602)))


def test_writers_take_turns_and_readers_go_on(fresh_store: Store) -> None:
    before = fresh_store.version("room")

    def write(number: int) -> None:
        with fresh_store.write("vote", "room") as write:
            n = write.value("SELECT count(*) FROM workshop")
            write.execute("INSERT INTO workshop (room_id, state) VALUES ($id, 'open')", id=f"{number}-{n}")

    def read(_: int) -> int:
        return int(fresh_store.value("SELECT count(*) FROM workshop"))

    with ThreadPoolExecutor(8) as pool:
        written = [pool.submit(write, number) for number in range(60)]
        counts = list(pool.map(read, range(120)))
        assert [future.result() for future in written] == [None] * 60
    assert max(counts) <= 60
    assert fresh_store.value("SELECT count(DISTINCT split_part(room_id, '-', 2)) FROM workshop") == 60
    assert fresh_store.version("room") == before + 60
    assert fresh_store.value("SELECT max(batch_no) - count(*) FROM ledger") == 0
