"""Experience and process for a room: one finding in large type with its chart; arrow keys walk what is likely real."""

from __future__ import annotations

from i18n import _, in_a_row
from views import figures, frame, matrix_choice, matrix_drill, matrix_words, present, state
from views.escape import unmarked
from views.matrix_choice import Shown
from views.view import View


def draw(view: View, shown: Shown) -> None:
    """The chosen finding; where nothing is likely real, that sentence alone."""
    reading = shown.reading
    real = [cell for cell in matrix_choice.tested(reading) if cell.verdict == "likely_real"]
    cell = shown.cell
    if not real or cell is None:
        n = reading.matrix.n_tested
        none = matrix_words.answer(reading, None, None, "", view.period_text)
        present.message(matrix_words.nothing_real(n, view.period_text) if n else none)
        return
    codes = list(dict.fromkeys([*(matrix_choice.code_of(one) for one in real), shown.code]))
    with frame.tools():
        present.step(codes, shown.code, state.LINK_CELL)
    measure = matrix_words.measure_of(reading, cell.measure)
    told = matrix_words.finding(cell, measure, matrix_words.target_name(reading, cell.touchpoint))
    tested = _("{n} pairs tested, {period}.").format(n=figures.count(reading.matrix.n_tested), period=view.period_text)
    present.message(in_a_row(told, tested))
    matrix_drill.scatter(view, shown, cell, is_adjusted=False, alt=unmarked(told))
