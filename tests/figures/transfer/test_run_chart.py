"""The chart of runs: each number is written beside its bar, and no name lies over a number."""

from explorer.figures.transfer.run_chart import run_chart
from explorer.transfer.run_series import RunRow

ROWS = [
    RunRow("<b>long</b> " * 9, 0, 0, 14_716_227, 7_080_963, 38.66, 5),
    RunRow("short", 3, 4, 38_915, 195, 0.04, 30),
]


def test_the_amounts_are_written_below_their_bars() -> None:
    words = run_chart(ROWS).layout.annotations
    names, learned, times = words[0::3], words[1::3], words[2::3]
    assert [each.text[:18] for each in names] == ["<b>?</b>  &lt;b&gt", "<b>3 of 4</b>  sho"]
    assert [each.text for each in learned] == ["7.1 M", "195"]
    assert [each.text for each in times] == ["38.7 s", "0.0 s"]
    for place, (name, *amounts) in enumerate(zip(names, learned, times, strict=True)):
        assert (name.y < place, name.yanchor) == (True, "bottom")
        assert {(each.y > place, each.yanchor) for each in amounts} == {(True, "top")}
        assert [each.x for each in (name, *amounts)] == [0, 0.58, 0.83]


def test_axes_of_amounts_end_with_the_largest() -> None:
    layout = run_chart(ROWS).layout
    ends = [(layout[axis].tickvals, layout[axis].ticktext) for axis in ("xaxis2", "xaxis3")]
    assert ends == [((0, 7_080_963), ("0", "7.1 M")), ((0, 38.66), ("0", "38.7"))]


def test_every_axis_has_its_unit() -> None:
    layout = run_chart(ROWS).layout
    titles = [layout[axis].title.text for axis in ("xaxis", "xaxis2", "xaxis3")]
    assert titles == ["Right answers", "Parameters<br>learned", "Time, s"]
