"""Editing journeys: ids never change, every problem is named, what is exported comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from data.journey_body import read_body
from data.queries import journey_write
from data.samples.journeys import TEMPLATES
from data.store import Store
from errors import BadInput, JourneyRefused, UnknownId
from tests.stores import new_store
from workflows import edit_journey as edit

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "edit.duckdb")
    yield store
    store.close()


def touchpoints(store: Store, journey_id: str) -> list[str]:
    rows = store.rows(
        """SELECT touchpoint_id FROM touchpoint t JOIN stage s USING (stage_id)
           WHERE t.journey_id = $id AND retired_at IS NULL ORDER BY s.position, t.position""",
        id=journey_id,
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize("template_id", TEMPLATES)
def test_every_template_becomes_a_journey_and_comes_back_from_its_yaml(bench: Store, template_id: str) -> None:
    journey_id = edit.add_journey(bench, template_id, at=AT)
    text = edit.export_yaml(bench, journey_id)
    again = edit.import_yaml(bench, text, at=AT)
    first, second = journey_write.body_of(bench, journey_id), journey_write.body_of(bench, again)
    assert again != journey_id
    assert {**first, "id": ""} == {**second, "id": ""}
    assert len(touchpoints(bench, journey_id)) == len(touchpoints(bench, again)) > 10


def test_a_real_journey_never_takes_the_id_of_the_sample(bench: Store) -> None:
    assert edit.add_journey(bench, "it_delivery", at=AT) == "it_delivery_2"


def test_the_loop_of_car_rental_leads_back_to_its_first_stage(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "car_rental", at=AT)
    loops = bench.rows("SELECT stage_id, loops_to FROM stage WHERE loops_to IS NOT NULL")
    assert loops == [(f"{journey_id}.return", f"{journey_id}.apply")]


def test_chinese_names_get_ascii_ids_that_survive_a_new_name(bench: Store) -> None:
    journey_id = edit.add_journey(bench, None, name="办税服务", at=AT)
    stage_id = edit.add_stage(bench, journey_id, name="取号")
    touchpoint_id = edit.add_touchpoint(bench, stage_id, name="窗口受理")
    edit.set_touchpoint(bench, touchpoint_id, {"name_zh": "窗口办理", "name_en": "Counter"})
    assert touchpoint_id.isascii()
    assert touchpoint_id.startswith(f"{journey_id}.tp_")
    assert bench.rows("SELECT name_en, name_zh FROM touchpoint") == [("Counter", "窗口办理")]


def test_a_retired_touchpoint_leaves_the_map_and_its_id_is_not_used_again(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "customer_lifecycle", at=AT)
    gone = f"{journey_id}.website"
    edit.retire_touchpoint(bench, gone, at=AT)
    new = edit.add_touchpoint(bench, f"{journey_id}.consideration", name="Website")
    assert gone not in touchpoints(bench, journey_id)
    assert new == f"{gone}_2"


def test_touchpoints_and_stages_are_put_in_the_given_order(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "car_rental", at=AT)
    stage_id = f"{journey_id}.apply"
    order = [f"{journey_id}.{name}" for name in ("booking_confirmation", "find_car", "price_quote")]
    edit.order_touchpoints(bench, stage_id, order)
    edit.order_stages(
        bench, journey_id, [f"{journey_id}.{name}" for name in ("return", "apply", "review", "in_rental")]
    )
    assert [key for key in touchpoints(bench, journey_id) if key in order] == order
    assert touchpoints(bench, journey_id)[0] == f"{journey_id}.return_spot"
    with pytest.raises(BadInput):
        edit.order_touchpoints(bench, stage_id, order[:2])


def test_a_touchpoint_moves_to_another_stage_of_its_journey_only(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "car_rental", at=AT)
    other = edit.add_journey(bench, "cem_panorama", at=AT)
    edit.move_touchpoint(bench, f"{journey_id}.find_car", f"{journey_id}.return")
    assert touchpoints(bench, journey_id)[-1] == f"{journey_id}.find_car"
    with pytest.raises(UnknownId):
        edit.move_touchpoint(bench, f"{journey_id}.find_car", f"{other}.use")


def test_a_stage_with_touchpoints_and_the_last_stage_stay(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "car_rental", at=AT)
    with pytest.raises(BadInput):
        edit.retire_stage(bench, f"{journey_id}.apply")
    single = edit.add_journey(bench, None, name="Short", at=AT)
    with pytest.raises(BadInput):
        edit.retire_stage(bench, f"{single}.stage_1")


def test_all_wrong_fields_are_named_and_nothing_is_written(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "car_rental", at=AT)
    key = f"{journey_id}.find_car"
    with pytest.raises(JourneyRefused) as refused:
        edit.set_touchpoint(bench, key, {"floor": 140, "mot_claimed": "yes", "owner": "Ops", "retired_at": None})
    assert [place for place, _ in refused.value.problems] == ["floor", "mot_claimed", "retired_at"]
    assert bench.value("SELECT owner FROM touchpoint WHERE touchpoint_id = $id", id=key) != "Ops"
    edit.set_touchpoint(bench, key, {"floor": 71.5, "floor_source": "Panel", "floor_on": "2026-05-01", "floor_n": 120,
                                     "barriers": ["Slow search", {"zh": "筛选不便"}]})  # fmt: skip
    row = bench.rows("SELECT floor, floor_source, floor_n, barriers FROM touchpoint WHERE touchpoint_id = $id", id=key)[
        0
    ]
    assert row == (71.5, "Panel", 120, '[{"en": "Slow search"}, {"zh": "筛选不便"}]')


def test_a_name_may_lose_one_language_but_not_both(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "car_rental", at=AT)
    edit.set_stage(bench, f"{journey_id}.apply", {"name_zh": None})
    with pytest.raises(BadInput):
        edit.set_stage(bench, f"{journey_id}.apply", {"name_en": ""})
    assert bench.value("SELECT name_en FROM stage WHERE stage_id = $id", id=f"{journey_id}.apply") == "Apply"


def test_versions_keep_the_journey_as_it_was(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "it_delivery", at=AT)
    assert edit.save_version(bench, journey_id, state="researched", note="14 interviews", by="Li", at=AT) == 1
    edit.set_journey(bench, journey_id, {"name_en": "Delivery of software"})
    assert edit.save_version(bench, journey_id, state="validated", at=AT) == 2
    kept = [yaml.safe_load(edit.version_yaml(bench, journey_id, number)) for number in (1, 2)]
    assert [(body["name"]["en"], body["state"], body["version"]) for body in kept] == [
        ("IT delivery", "researched", 1), ("Delivery of software", "validated", 2)]  # fmt: skip
    assert bench.rows("SELECT state, version FROM journey") == [("validated", 2)]
    with pytest.raises(BadInput):
        edit.save_version(bench, journey_id, state="perfect", at=AT)


def test_a_copy_has_its_own_parts_and_starts_as_a_draft(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "it_delivery", at=AT)
    edit.save_version(bench, journey_id, state="validated", at=AT)
    copy = edit.copy_journey(bench, journey_id, name="我们的交付", at=AT)
    assert bench.rows("SELECT name_en, name_zh, state, is_sample FROM journey WHERE journey_id = $id", id=copy) == [
        (None, "我们的交付", "draft", False)]  # fmt: skip
    assert len(touchpoints(bench, copy)) == len(touchpoints(bench, journey_id))


def test_the_persona_is_replaced_as_a_whole(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "car_rental", at=AT)
    edit.set_persona(bench, journey_id, {"id": "family", "name": {"en": "Family"}, "needs": ["Child seats"]})
    persona = journey_write.body_of(bench, journey_id)["persona"]
    assert persona == {"id": "family", "name": {"en": "Family"}, "needs": [{"en": "Child seats"}]}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: [", ["1:5"]),
        ("- one", ["YAML", "name", "stages"]),
        ("name: X\nstages: &a [1]\nid: *a", ["YAML"]),
        ("name: X\nstages:\n- {name: A, id: A-b}\n- {name: B, loops_to: c}",
         ["stages 1 > id", "stages 2 > loops_to"]),
        ("name: X\nstages:\n- {id: a, name: A, touchpoints: [{id: a, name: B, floor: .nan, kpi: x}]}",
         [f"stages 1 > touchpoints 1 > {field}" for field in ("kpi", "id", "floor > value")]),
        ("name: {en: 3.5, fr: Y}\nstages: 7", ["name > fr", "stages", "stages"]),
        ("name: X\nstages: [{name: A, touchpoints: 5}]", ["stages 1 > touchpoints"]),
    ],
)  # fmt: skip
def test_a_yaml_file_is_refused_with_the_place_of_every_problem(bench: Store, text: str, places: list[str]) -> None:
    with pytest.raises(JourneyRefused) as refused:
        edit.import_yaml(bench, text, at=AT)
    assert [place for place, _ in refused.value.problems] == places
    assert bench.value("SELECT count(*) FROM journey") == 0


def test_a_file_that_is_too_large_is_refused(bench: Store) -> None:
    with pytest.raises(JourneyRefused):
        edit.import_yaml(bench, "name: X\n" + "# filler\n" * 200_000, at=AT)


def test_bare_texts_and_numbers_are_enough_for_a_small_journey() -> None:
    body = read_body("name: 看病\nstages:\n- name: 挂号\n  touchpoints:\n  - {name: App, floor: 60}")
    assert body["name"] == {"zh": "看病"}
    assert body["stages"][0]["touchpoints"][0] == {
        "id": "app",
        "kind": "touchpoint",
        "name": {"en": "App"},
        "floor": {"value": 60.0},
    }


def test_unknown_ids_are_told(bench: Store) -> None:
    for call in (
        lambda: edit.export_yaml(bench, "no"),
        lambda: edit.add_stage(bench, "no", name="A"),
        lambda: edit.set_touchpoint(bench, "no.x", {}),
        lambda: edit.copy_journey(bench, "no", at=AT),
    ):
        with pytest.raises(UnknownId):
            call()
    with pytest.raises(BadInput):
        edit.add_journey(bench, "nothing", at=AT)


def test_competitors_are_kept_with_their_source_and_come_back(bench: Store) -> None:
    journey_id = edit.add_journey(bench, "it_delivery", at=AT)
    key = f"{journey_id}.deployment"
    scores = [{"name": "Rival", "value": 77, "source": "Panel", "as_of": "2026-02-15", "n": 80, "metric": "csat"}]
    edit.set_competitors(bench, key, scores)
    exported = yaml.safe_load(edit.export_yaml(bench, journey_id))
    kept = {item["id"]: item.get("competitors") for part in exported["stages"] for item in part["touchpoints"]}
    assert kept["deployment"] == scores
    assert len(kept["service_desk"]) == 2
    with pytest.raises(JourneyRefused) as refused:
        edit.set_competitors(bench, key, [{"name": "", "value": 7}, {"name": "B", "value": 101}])
    assert [place for place, _ in refused.value.problems] == [
        "competitors 1 > name", "competitors 2 > value", "competitors 2 > value"]  # fmt: skip


@pytest.mark.parametrize("template_id", edit.TEMPLATES)
def test_a_journey_from_a_template_claims_no_source_that_nobody_has(bench: Store, template_id: str) -> None:
    body = journey_write.body_of(bench, edit.add_journey(bench, template_id, at=AT))
    levels = [item[name] for stage in body["stages"] for item in stage["touchpoints"] for name in ("floor", "benchmark")
              if name in item]  # fmt: skip
    assert not [level for level in levels if set(level) & {"source", "as_of", "n"}]
    assert not {"quotes", "evidence"} & set(body.get("persona", {}))
