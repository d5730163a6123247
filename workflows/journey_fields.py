"""The fields of journeys, stages and touchpoints that can be edited one by one, and how each is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from data.ingest.naming import names
from data.journey_body import DIRECTNESS, HORIZONS, KINDS
from data.journey_check import FIX_KEY, FIX_NAME, Check
from data.reading import Reader
from data.samples.journeys import json_text
from data.store import Store, Write
from errors import N_, BadInput, JourneyRefused, UnknownId

Reading = Callable[[Check, object, str], object]

CHANNELS: Final[Mapping[str, str]] = {
    "onsite": N_("On site"),
    "meeting": N_("Meeting"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "document": N_("Document"),
    "portal": N_("Portal"),
    "web": N_("Website"),
    "app": N_("App"),
    "sms": N_("Text message"),
    "social": N_("Social media"),
    "store": N_("Shop"),
    "counter": N_("Counter"),
    "courier": N_("Courier"),
    "product": N_("Product"),
    "vehicle": N_("Vehicle"),
    "system": N_("System"),
}  # codes used by the templates; any other text is a channel too


def _text(check: Check, value: object, place: str) -> object:
    return check.text(value, place)


def _level(check: Check, value: object, place: str) -> object:
    return check.number(value, place)


def _day(check: Check, value: object, place: str) -> object:
    return check.day(value, place)


def _count(check: Check, value: object, place: str) -> object:
    return check.count(value, place)


def _flag(check: Check, value: object, place: str) -> object:
    return check.flag(value, place)


def _word_list(check: Check, value: object, place: str) -> object:
    return json_text(check.word_list(value, place))


def _kind(check: Check, value: object, place: str) -> object:
    return check.choice(value, place, KINDS, "touchpoint")


def _directness(check: Check, value: object, place: str) -> object:
    return check.choice(value, place, DIRECTNESS, None)


def _horizon(check: Check, value: object, place: str) -> object:
    return check.choice(value, place, HORIZONS, "current")


NAMES: Final[Mapping[str, Reading]] = {"name_en": _text, "name_zh": _text}
JOURNEY_FIELDS: Final[Mapping[str, Reading]] = {**NAMES, "goal_en": _text, "goal_zh": _text, "horizon": _horizon}
STAGE_FIELDS: Final[Mapping[str, Reading]] = {**NAMES, "loops_to": _text}
TOUCHPOINT_FIELDS: Final[Mapping[str, Reading]] = {
    **NAMES,
    "kind": _kind,
    "channel": _text,
    "directness": _directness,
    "owner": _text,
    "floor": _level,
    "floor_source": _text,
    "floor_on": _day,
    "floor_n": _count,
    "floor_metric": _text,
    "benchmark": _level,
    "benchmark_source": _text,
    "benchmark_on": _day,
    "benchmark_n": _count,
    "benchmark_metric": _text,
    "mot_claimed": _flag,
    "barriers": _word_list,
    "suggested_question_en": _text,
    "suggested_question_zh": _text,
    "survey_trigger": _text,
    "survey_rhythm": _text,
}


def checked_fields(fields: Mapping[str, object], known: Mapping[str, Reading]) -> dict[str, object]:
    """The fields in the form the store keeps; raises JourneyRefused with every problem."""
    check = Check()
    clean: dict[str, object] = {}
    for name, value in fields.items():
        if name in known:
            clean[name] = known[name](check, value, name)
        else:
            check.note(str(name)[:60], FIX_KEY)
    if check.problems:
        raise JourneyRefused(check.problems)
    return clean


@contextmanager
def changing(store: Store, journey_id: str) -> Iterator[Write]:
    """A write to an existing journey."""
    with store.write("edit journey", "journey") as write:
        if write.value("SELECT 1 FROM journey WHERE journey_id = $id", id=journey_id) is None:
            raise UnknownId(kind=N_("journey"), id=journey_id)
        yield write


def journey_of(reader: Reader, table: str, entity_id: str) -> str:
    kind = N_("stage") if table == "stage" else N_("touchpoint")
    found = reader.value(f"SELECT journey_id FROM {table} WHERE {table}_id = $id", id=entity_id)  # noqa: S608 - fixed names
    if found is None:
        raise UnknownId(kind=kind, id=entity_id)
    return str(found)


def named(name: str) -> dict[str, object]:
    english, chinese = names(name.strip())
    checked = checked_fields({"name_en": english, "name_zh": chinese}, STAGE_FIELDS)
    if not any(checked.values()):
        raise BadInput(field=N_("Name"), value=name, fix=FIX_NAME)
    return dict(checked)


def check_named(write: Write, table: str, key: str, entity_id: str) -> None:
    name = write.value(f"SELECT coalesce(name_en, name_zh) FROM {table} WHERE {key} = $id", id=entity_id)  # noqa: S608
    if not name:
        raise BadInput(field=N_("Name"), value="", fix=FIX_NAME)
