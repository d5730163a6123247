"""The picture of one cell, and the order that shows blocks."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.links.cases import case_matrix
from analytics.links.model import LinkedRows
from analytics.links.order import block_order
from analytics.links.pairs import pair
from tests.analytics.links.test_cases import made


def linked(days, score, group, account, *, is_long: bool = False) -> LinkedRows:
    if is_long:
        return LinkedRows.long(
            ["other", "sign_off"],
            np.ones(len(days), int),
            score,
            ["days"],
            days[:, None],
            stratum=group,
            cluster=account,
        )
    return LinkedRows.wide(["sign_off"], score[:, None], ["days"], days[:, None], stratum=group, cluster=account)


def picture(rows: LinkedRows, **options):
    return pair(rows, "sign_off", "days", rng=np.random.default_rng(0), **options)


def test_line_has_the_slope_of_the_cell_and_its_band_is_narrowest_in_the_middle():
    rows = linked(*made())
    cell, found = case_matrix(rows).of("sign_off", "days"), picture(rows)
    first, last = found.line[0], found.line[-1]
    assert (last.y - first.y) / (last.x - first.x) == pytest.approx(cell.effect)
    widths = [point.high - point.low for point in found.line]
    assert min(widths) not in (widths[0], widths[-1])
    days, score, *_ = made()
    assert np.interp(days.mean(), [first.x, last.x], [first.y, last.y]) == pytest.approx(score.mean())


def test_partial_residuals_have_the_cells_slope_and_the_means_of_the_rows():
    rows = linked(*made())
    cell, found = case_matrix(rows).of("sign_off", "days"), picture(rows)
    assert np.polyfit(found.x_rest, found.y_rest, 1)[0] == pytest.approx(cell.effect)
    assert np.corrcoef(found.x_rest, found.y_rest)[0, 1] == pytest.approx(cell.partial_r)
    assert (found.x_rest.mean(), found.y_rest.mean()) == pytest.approx((found.x.mean(), found.y.mean()))


def test_bins_hold_all_answers_and_equal_values_stay_together():
    days, score, group, account = made()
    found = picture(linked(days, score, group, account), n_bins=4)
    assert sum(one.n for one in found.bins) == 72
    for before, after in zip(found.bins, found.bins[1:], strict=False):
        assert before.end < after.start
    inside = (days >= found.bins[1].start) & (days <= found.bins[1].end)
    assert found.bins[1].mean == pytest.approx(score[inside].mean())
    assert found.bins[1].n_clusters == len(set(account[inside]))
    assert found.bins[1].low < found.bins[1].mean < found.bins[1].high


def test_points_are_thinned_and_still_named_by_the_rows_as_given():
    days, score, group, account = made(700)
    for is_long in (False, True):
        rows = linked(days, score, group, account, is_long=is_long)
        found = picture(rows, most=50)
        assert (len(found.x), found.n) == (50, 700)
        assert days[found.row] == pytest.approx(found.x)
        assert score[found.row] == pytest.approx(found.y)


def test_cells_without_figures_have_a_picture_without_a_line():
    days, score, group, account = made()
    nothing = picture(linked(days * np.nan, score, group, account))
    assert (nothing.n, nothing.bins, nothing.line) == (0, (), ())
    flat = picture(linked(days * 0 + 7, score, group, account))
    assert flat.line == ()
    assert [one.n for one in flat.bins] == [72]
    alone = picture(linked(days, score, group, account * 0))
    assert alone.line[0].low is None
    assert alone.bins[0].high is None


def test_planted_blocks_lie_together_whatever_the_first_order():
    rng = np.random.default_rng(1)
    rows, columns = np.repeat([0, 1, 2], 6), np.repeat([0, 1, 2], 5)
    strength = np.where(rows[:, None] == columns, np.array([-0.5, 0.4, -0.3])[rows][:, None], 0.0)
    strength += rng.normal(0, 0.03, strength.shape)
    for _ in range(3):
        mixed_rows, mixed_columns = rng.permutation(len(rows)), rng.permutation(len(columns))
        found_rows, found_columns = block_order(strength[np.ix_(mixed_rows, mixed_columns)])
        assert np.count_nonzero(np.diff(rows[mixed_rows][found_rows])) == 2
        assert np.count_nonzero(np.diff(columns[mixed_columns][found_columns])) == 2
        assert rows[mixed_rows][found_rows][0] == 0  # the strongest harm leads


def test_small_and_empty_matrices_have_an_order():
    for shape in ((0, 0), (1, 1), (2, 3), (3, 0), (4, 4)):
        rows, columns = block_order(np.full(shape, np.nan))
        assert (sorted(rows.tolist()), sorted(columns.tolist())) == (list(range(shape[0])), list(range(shape[1])))
