"""The measures that ship: what each is made of, in both languages, read from the files beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).parent
AREAS: Final = ("requirements", "delivery", "quality", "service", "customers")
TEXTS: Final = ("name", "formula", "numerator", "denominator", "exclusions", "lacks")
NO_PARAMETERS: Final[Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True)
class Definition:
    """One measure of the catalogue.

    Attributes
    ----------
    texts : name, formula, numerator, denominator, exclusions and what is lacking without data, by language.
    direction : "up" or "down", whichever is better. grain : "week", "month" or "quarter".
    source : where it is derived from: work_item, event, project, cost, account, score, or series alone.
    form : how numerator and denominator make the value: ratio, one_minus, sum, median, index, series.
    per : what the ratio is multiplied by, e.g. 1,000 transactions.
    interval : the kind of its 95 % interval, see `analytics.kpi.values`.
    parameters : windows (days) and rates with their usual values.
    """

    key: str
    area: str
    texts: Mapping[str, Mapping[str, str]]
    aliases: tuple[str, ...]
    unit: str
    direction: str
    grain: str
    source: str
    form: str
    per: float
    interval: str
    parameters: Mapping[str, float]

    def text(self, part: str, language: str, parameters: Mapping[str, float] = NO_PARAMETERS) -> str:
        """One text in a language with the parameters filled in."""
        filled = {name: f"{value:g}" for name, value in {**self.parameters, **parameters}.items()}
        return self.texts[part][language].format_map(filled)


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Definition]:
    """Key -> definition, in the order in which they are listed."""
    return MappingProxyType({key: _definition(area, key, told) for area in AREAS for key, told in _read(area).items()})


@lru_cache(maxsize=1)
def words() -> Mapping[str, tuple[str, ...]]:
    """Words by what they say of an item: deleted, operation, complaint."""
    return MappingProxyType({kind: tuple(map(str, listed)) for kind, listed in _read("words").items()})


def known_as(name: str | None) -> str | None:
    """The key of the measure that is called `name` in either language.

    >>> known_as("RSI"), known_as(" 交付准时率 "), known_as("Wait at pick-up")
    ('requirements_stability_index', 'on_time_delivery_rate', None)
    """
    return _keys().get((name or "").strip().casefold())


@lru_cache(maxsize=1)
def _keys() -> Mapping[str, str]:
    told = {one.key: (*one.texts["name"].values(), *one.aliases, one.key) for one in catalogue().values()}
    return {name.casefold(): key for key, names in told.items() for name in names}


def _read(area: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / f"{area}.yaml").read_text(encoding="utf-8"))
    return found


def _definition(area: str, key: str, told: Mapping[str, Any]) -> Definition:
    return Definition(
        key=key,
        area=area,
        texts={part: {code: str(text) for code, text in told[part].items()} for part in TEXTS},
        aliases=tuple(str(name) for name in told.get("aliases", ())),
        unit=str(told["unit"]),
        direction=str(told["direction"]),
        grain=str(told["grain"]),
        source=str(told["source"]),
        form=str(told["form"]),
        per=float(told.get("per", 1)),
        interval=str(told["interval"]),
        parameters={str(name): float(value) for name, value in told.get("parameters", {}).items()},
    )
