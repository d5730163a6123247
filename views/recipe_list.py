"""Known files and learned names: how often each survey is expected, what the workbench has learned, what to forget."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.rhythm import RHYTHMS
from i18n import _, language, ngettext, pick
from views import loaders, loaders_recipes
from views.attempts import attempt, draw_outcomes
from views.confirmed import confirmed
from views.escape import plain
from views.periods import day_label
from workflows.manage_recipes import forget_alias, forget_recipe, set_rhythm

AS_SHOWN = "as_shown"
MOST_ALIASES = 500


def rhythm_label(code: str) -> str:
    """A rhythm in words."""
    return {
        "none": _("no rhythm"),
        "weekly": _("every week"),
        "monthly": _("every month"),
        "quarterly": _("every quarter"),
        "yearly": _("every year"),
    }.get(code, code)


def draw() -> None:
    """Both sections, each folded until it is asked for."""
    recipes, aliases = loaders_recipes.recipes(), loaders_recipes.aliases()
    if recipes.empty and aliases.empty:
        return
    st.header(_("Known files and learned names"), anchor=False)
    draw_outcomes()
    if not recipes.empty:
        _recipes(recipes)
    if not aliases.empty:
        _aliases(aliases)


def _recipes(recipes: pd.DataFrame) -> None:
    n = len(recipes)
    said = ngettext("{n} kind of file is known", "{n} kinds of files are known", n).format(n=n)
    shown = st.expander(said, icon=":material/event_repeat:", key=f"recipes|{language()}", on_change="rerun")
    if not shown.open:
        return
    rhythms = loaders_recipes.sources().set_index("survey_id")
    with shown:
        st.caption(_("The next file with the same columns is read as confirmed and needs only “Import”."))
        for row in recipes.to_dict("records"):
            _recipe(row, rhythms)


def _recipe(row: dict[Any, Any], rhythms: pd.DataFrame) -> None:
    recipe_id, name = str(row["recipe_id"]), plain(row["title"], limit=60)
    source = rhythms.loc[row["survey_id"]] if row["survey_id"] in rhythms.index else None
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"recipe_{recipe_id}"):
        with st.container(width="stretch"):
            st.markdown(f"**{name}**")
            st.caption(_facts(row, source))
        _rhythm(row, source, recipe_id)
        confirmed(
            _("Forget"),
            "delete",
            _("The next file with these columns is read as a new one. What was imported stays."),
            _("Yes, forget it"),
            key=f"recipe_forget_{recipe_id}",
            on_click=_forget,
            args=(recipe_id, str(row["title"])),
        )


def _facts(row: dict[Any, Any], source: pd.Series | None) -> str:
    n = int(row["n_files"])
    files = ngettext("{n} file", "{n} files", n).format(n=n)
    n_columns = int(row["n_columns"])
    columns = ngettext("{n} column", "{n} columns", n_columns).format(n=n_columns)
    journey = plain(pick(_filled(row["journey_en"]), _filled(row["journey_zh"])), limit=40)
    parts = [files, columns, *([journey] if journey else [])]
    if source is not None:
        parts.append(_("data until {day}").format(day=day_label(source["last_data"])))
    return " · ".join(parts)


def _rhythm(row: dict[Any, Any], source: pd.Series | None, recipe_id: str) -> None:
    shown = str(source["rhythm"]) if source is not None else "none"
    stated = _filled(row["expected_rhythm"])
    options = (AS_SHOWN, *RHYTHMS)
    key = f"recipe_rhythm_{recipe_id}_{stated or ''}|{language()}"
    proposed = shown if source is not None and bool(source["is_proposed"]) else ""
    st.selectbox(
        _("Expected"),
        options,
        options.index(stated) if stated in RHYTHMS else 0,
        format_func=partial(_option, proposed=proposed),
        key=key,
        on_change=_set,
        args=(recipe_id, key),
        width=290,
    )


def _option(code: str, proposed: str) -> str:
    if code != AS_SHOWN:
        return rhythm_label(code)
    if not proposed:
        return _("as the dates show")
    return _("as the dates show: {rhythm}").format(rhythm=rhythm_label(proposed))


def _set(recipe_id: str, key: str) -> None:
    chosen = str(st.session_state[key])
    attempt(lambda: set_rhythm(loaders.store(), recipe_id, None if chosen == AS_SHOWN else chosen))


def _forget(recipe_id: str, name: str) -> None:
    done = _("{name} is forgotten as a known file.").format(name=plain(name, limit=60))
    attempt(lambda: forget_recipe(loaders.store(), recipe_id), done=done)


def alias_frame(aliases: pd.DataFrame) -> pd.DataFrame:
    """The learned names in words: the name in files, the touchpoint, the journey, the file that taught it."""
    rows = aliases.to_dict("records")
    return pd.DataFrame(
        {
            "alias": [str(row["alias"]) for row in rows],
            "touchpoint": [pick(_filled(row["name_en"]), _filled(row["name_zh"])) for row in rows],
            "journey": [pick(_filled(row["journey_en"]), _filled(row["journey_zh"])) for row in rows],
            "source": [_filled(row["file_name"]) or str(row["source"]) for row in rows],
        }
    )


def _aliases(aliases: pd.DataFrame) -> None:
    n = len(aliases)
    said = ngettext("{n} name of a touchpoint was learned", "{n} names of touchpoints were learned", n)
    shown = st.expander(said.format(n=n), icon=":material/label:", key=f"aliases|{language()}", on_change="rerun")
    if not shown.open:
        return
    config, key = st.column_config, f"alias_table|{language()}"
    with shown:
        st.caption(_("Columns and values with these names go to their touchpoint. Select rows to forget them."))
        picked = st.dataframe(
            alias_frame(aliases.head(MOST_ALIASES)),
            key=key,
            hide_index=True,
            height="content" if n <= 8 else 320,
            on_select="rerun",
            selection_mode="multi-row",
            column_config={
                "alias": config.TextColumn(_("Name in files"), width="large"),
                "touchpoint": config.TextColumn(_("Touchpoint"), width="medium"),
                "journey": config.TextColumn(_("Journey"), width="medium"),
                "source": config.TextColumn(_("Learned from"), width="medium"),
            },
            alt=_("Names of touchpoints learned from files"),
        )
        rows = [int(row) for row in picked["selection"]["rows"]]
        chosen = [(str(aliases.iloc[row]["journey_id"]), str(aliases.iloc[row]["alias"])) for row in rows if row < n]
        st.button(
            _("Forget the selected names"),
            icon=":material/delete:",
            key=f"alias_forget|{language()}",
            disabled=not chosen,
            on_click=_forget_aliases,
            args=(chosen,),
        )


def _forget_aliases(chosen: list[tuple[str, str]]) -> None:
    for journey_id, alias in chosen:
        attempt(partial(forget_alias, loaders.store(), journey_id, alias))


def _filled(value: object) -> str | None:
    return None if value is None or value != value or value == "" else str(value)
