"""A full disk costs nothing but the write; network disks are refused."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import disk
from data.disk import kind_in, linux_mounts, mac_mounts, refuse_network_disk
from data.store import Store
from errors import StoreFull, StoreUnavailable
from tests.data.votes import ROOT, add_votes, whole_rooms

LIMITED = """
import resource, sys
from pathlib import Path
from data.store import Store
from errors import StoreFull
from tests.data.votes import add_votes, whole_rooms
store = Store.open(Path(sys.argv[1]))
add_votes(store, "before")
size = store.path.stat().st_size + 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
told = 0
for number in range(60):
    try:
        with store.write("people", "work") as write:
            write.execute("INSERT INTO person SELECT uuid(), repeat('x', 60), uuid()::VARCHAR FROM range(2000)")
    except StoreFull:
        told += 1
assert whole_rooms(store) == {"before"}
n = store.value("SELECT count(*) FROM person")
assert told and n == 2000 * (60 - told), (told, n)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
add_votes(store, "after")
assert whole_rooms(store) == {"before", "after"}
store.close()
print(n)
"""


def test_a_full_disk_leaves_the_store_unchanged_and_usable(store_path: Path) -> None:
    pytest.importorskip("resource", reason="this system has no file size limit to test with")
    command = [sys.executable, "-c", LIMITED, str(store_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    store = Store.open(store_path)
    assert store.value("SELECT count(*) FROM person") == int(ended.stdout)
    assert whole_rooms(store) == {"before", "after"}
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB of its own."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root on Linux")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine does not allow mounting")
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def test_filling_a_real_disk_loses_nothing(small_disk: Path) -> None:
    store = Store.open(small_disk / "t.duckdb")
    written = 0

    def write_until_full() -> None:
        nonlocal written
        while True:
            with store.write("people", "work") as write:
                write.execute("INSERT INTO person SELECT uuid(), uuid()::VARCHAR, uuid()::VARCHAR FROM range(5000)")
            written += 1

    with pytest.raises(StoreFull, match="full"):
        write_until_full()
    count = "SELECT count(*) FROM person"
    assert written >= 1
    assert store.value(count) == written * 5000
    store.close()
    store = Store.open(small_disk / "t.duckdb")
    assert store.value(count) == written * 5000
    store.close()


def test_no_room_even_to_begin_is_said(small_disk: Path) -> None:
    with (small_disk / "ballast").open("wb") as ballast:
        ballast.write(b"x" * (6 * 1024 * 1024 - 300 * 1024))
    with pytest.raises(StoreFull):
        Store.open(small_disk / "t.duckdb")
    (small_disk / "ballast").unlink()
    store = Store.open(small_disk / "t.duckdb")
    add_votes(store, "a")
    store.close()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable):
        Store.open(tmp_path / "file" / "t.duckdb")


MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw
31 22 0:28 / /mnt/team\040share rw,relatime - nfs4 nas:/team rw
32 22 0:29 / /mnt/c rw - 9p C:\134 rw,aname=drvfs;path=C:\134,trans=fd
33 22 0:30 / /srv rw - 9p none rw,trans=fd
""".strip()


def test_the_innermost_mount_decides() -> None:
    mounts = linux_mounts(MOUNTS)
    assert kind_in(mounts, Path("/mnt/team share/cx/t.duckdb")) == "nfs4"
    assert kind_in(mounts, Path("/home/li/t.duckdb")) == "ext4"
    assert kind_in(mounts, Path("/mnt/c/t.duckdb")) == "drvfs"
    assert kind_in(mounts, Path("/srv/t.duckdb")) == "9p"


def test_mounts_of_macos_are_read() -> None:
    mounts = mac_mounts("/dev/disk3s1 on / (apfs, local)\n//li@nas/share on /Volumes/share (smbfs, nodev)\n")
    assert kind_in(mounts, Path("/Volumes/share/t.duckdb")) == "smbfs"


def test_a_network_disk_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disk, "disk_kind", lambda path: "nfs4")
    with pytest.raises(StoreUnavailable, match="network disk"):
        refuse_network_disk(tmp_path / "t.duckdb")
    with pytest.raises(StoreUnavailable, match="network disk"):
        Store.open(tmp_path / "t.duckdb")
    assert list(tmp_path.iterdir()) == []
