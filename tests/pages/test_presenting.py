"""On a projector: every part of the process pages leaves one message and one chart, the arrow keys walk the rest."""

from __future__ import annotations

PARTS = {
    "pages/process/stream.py": ({"sp": "paths"}, {"sp": "transitions"}, {"sp": "load", "lf": "lead"}),
    "pages/process/control.py": ({}, {"cpart": "capability"}, {"cpart": "baselines"}),
    "pages/process/board.py": ({}, {"bp": "portfolio"}),
    "pages/process/kpis.py": ({"kpart": "measures"},),
}
CLUTTER = ("dataframe", "metric", "selectbox", "text_input", "expander", "multiselect")


def left(screen) -> dict[str, int]:
    """What is left on the screen besides message, chart and the way to the next one."""
    found = {kind: len(screen.get(kind)) for kind in CLUTTER}
    return {kind: n for kind, n in found.items() if n}


def test_one_message_and_one_chart_are_left(sample_view, app):
    for page, parts in PARTS.items():
        for number, query in enumerate(parts):
            screen = app(page, lang="zh" if number else "en", j="it_delivery", per="all", present="1", **query)
            assert not screen.exception, query
            assert len(screen.get("vega_lite_chart")) == 1, query
            assert screen.header[0].value, query
            assert left(screen) == {}, query


def test_forward_goes_to_the_next_transition(sample_store, app):
    screen = app("pages/process/stream.py", j="it_delivery", per="all", sp="transitions", present="1")
    first = screen.header[0].value
    next(button for button in screen.button if button.label == "Forward").click().run()
    assert not screen.exception
    assert screen.header[0].value != first
