"""A race as figure, table and sentences: each round, the prediction, and the noise."""

import pytest

from explorer.architecture.stacks.comparison import compare_stacks
from explorer.architecture.stacks.races import Measured, Race
from explorer.architecture.stacks.stacks import Stack, single_kernel, steps_of_3x3
from explorer.figures.stacks.race import (
    race_expectation,
    race_headline,
    race_notes,
    race_rounds,
    race_table,
    race_title,
)
from explorer.figures.theme import FONT_SIZE

MEBIBYTE = 2**20
ONE_SECONDS = (0.010, 0.012, 0.011, 0.014, 0.010)
STACK_SECONDS = (0.005, 0.009, 0.008, 0.007, 0.006)
WOBBLE = (0.9, 1, 1, 1.1)
RATIOS = (0.5, 0.75, 8 / 11, 0.5, 0.6)


def race(
    one: tuple[float, ...] = ONE_SECONDS,
    stack: tuple[float, ...] = STACK_SECONDS,
    peaks: tuple[tuple[int, ...], tuple[int, ...]] = ((3 * MEBIBYTE,), (6 * MEBIBYTE,)),
) -> Race:
    """One 5x5 against two 3x3, 64 channels, on a map of 56 x 74 px."""
    comparison = compare_stacks(single_kernel(5, 64, 64), Stack(steps_of_3x3(5), 64, 64), (56, 74))
    return Race(comparison, Measured(one, peaks[0]), Measured(stack, peaks[1]))


class TestFigure:
    def test_each_round_is_a_point(self) -> None:
        one, stack, ratio, _ = race_rounds(race()).data
        assert list(one.x[0]) == pytest.approx([10, 12, 11, 14, 10])
        assert list(stack.x[0]) == pytest.approx([5, 9, 8, 7, 6])
        assert list(ratio.x[0]) == pytest.approx(RATIOS)
        assert {one.boxpoints, stack.boxpoints, ratio.boxpoints} == {"all"}
        assert one.y[0] > stack.y[0]

    def test_a_box_is_drawn_where_the_words_say(self) -> None:
        one, stack, ratio, _ = race_rounds(race(stack=(*STACK_SECONDS[:-1], 0.020))).data
        drawn = [(box.q1[0], box.median[0], box.q3[0]) for box in (one, stack, ratio)]
        assert drawn == [
            pytest.approx((10, 11, 12)),
            pytest.approx((7, 8, 9)),
            pytest.approx((0.5, 8 / 11, 0.75)),
        ]
        # 20 ms is more than 1.5 times the box's length of 2 ms away from it.
        whiskers = [(box.lowerfence[0], box.upperfence[0]) for box in (one, stack)]
        assert whiskers == [pytest.approx((10, 14)), pytest.approx((5, 9))]

    def test_the_prediction_is_marked_in_the_ratio_s_panel(self) -> None:
        *_, ratio, line = race_rounds(race()).data
        assert list(line.x) == pytest.approx([18 / 25] * 2)
        assert (line.xaxis, line.yaxis) == (ratio.xaxis, ratio.yaxis)

    def test_axes_have_titles_and_begin_at_0(self) -> None:
        layout = race_rounds(race()).layout
        assert layout.xaxis.title.text == "Time of one pass, ms"
        assert layout.xaxis2.title.text == "Stack's time / single kernel's"
        assert layout.xaxis.range[0] == layout.xaxis2.range[0] == 0
        assert layout.xaxis.range[1] > 14
        assert layout.xaxis2.range[1] > 1

    def test_headings_give_the_median_and_the_middle_half(self) -> None:
        headings = [each.text for each in race_rounds(race()).layout.annotations]
        assert headings == [
            "<b>one 5×5</b>: 11 (10 to 12) ms",
            "<b>two 3×3</b>: 7 (6 to 8) ms",
            "<b>Ratio</b>: 0.60 (0.50 to 0.73)<br>dotted: predicted from the work, 0.72",
        ]
        assert {each.font.size for each in race_rounds(race()).layout.annotations} == {FONT_SIZE}

    def test_a_very_slow_round_does_not_squeeze_the_others(self) -> None:
        figure = race_rounds(race(one=(*ONE_SECONDS[:-1], 5.0)))
        assert figure.layout.xaxis.range[1] < 100
        assert figure.layout.annotations[0].text.endswith(" ms<br>1 round is off the chart")
        assert "off the chart" not in figure.layout.annotations[1].text

    def test_a_ratio_off_the_chart_is_counted(self) -> None:
        ratio = race_rounds(race(stack=(*STACK_SECONDS[:-1], 5.0))).layout.annotations[-1]
        assert "<br>1 round is off the chart<br>dotted" in ratio.text


def rows_of(table: dict[str, list[str]]) -> dict[str, list[str]]:
    """The rows by their first cell."""
    titles, *columns = table.values()
    return {title: [column[place] for column in columns] for place, title in enumerate(titles)}


def test_measured_and_predicted_stand_beside_each_other() -> None:
    table = race_table(race())
    assert list(table) == ["Number", "1: one 5×5", "2: two 3×3", "2 as a multiple of 1"]
    assert rows_of(table) == {
        "Time, median": ["11 ms", "7 ms", "0.60"],
        "Time, middle half": ["10 ms to 12 ms", "6 ms to 8 ms", "0.50 to 0.73"],
        "Time, predicted": ["11 ms", "7.92 ms", "0.72"],
        # 56 * 74 * 64 * 64 * 25, and * 18
        "Work": ["424.35 MMACs", "305.53 MMACs", "0.72"],
        "Work per second": ["38.6 GMACs/s", "43.6 GMACs/s", "1.13"],
        "Memory, measured": ["3.0 MiB", "6.0 MiB", "2.00"],
        # 56 * 74 * 64 * 4 bytes, and twice that
        "Memory, predicted": ["1.0 MiB", "2.0 MiB", "2.00"],
        "Input and all maps": ["2.0 MiB", "3.0 MiB", "1.50"],
    }


def test_the_ratios_in_a_few_words() -> None:
    assert race_headline(race()) == {
        "Time, measured": "0.60 ×",
        "Time, predicted": "0.72 ×",
        "Memory, measured": "2.00 ×",
        "Memory, predicted": "2.00 ×",
    }


def test_what_is_not_known_is_not_0() -> None:
    unknown = race(peaks=((), ()))
    assert rows_of(race_table(unknown))["Memory, measured"] == ["?", "?", "?"]
    assert race_headline(unknown)["Memory, measured"] == "?"
    assert "this computer does not report what a pass took" in race_notes(unknown)[-1]


def test_what_arithmetic_predicts() -> None:
    assert race_expectation(race().comparison) == (
        "By arithmetic: 424.35 MMACs for one 5×5, 305.53 MMACs for two 3×3. If nothing else took "
        "time, the stack would take 0.72 times as long. The maps that exist at once take at most "
        "1.0 MiB and 2.0 MiB, not counting the input, which is there before either runs."
    )


def test_ratio_speed_noise_and_memory_each_have_a_sentence() -> None:
    ratio, speed, noise, memory = race_notes(race())
    assert ratio.startswith(
        "Two 3×3 took 0.60 times as long as one 5×5: the median of 5 timed rounds, with the middle "
        "half from 0.50 to 0.73. Another 7 rounds came first, to warm up and to measure memory. "
        "The work predicts 0.72 times."
    )
    assert "38.6 GMACs/s in one 5×5 and 43.6 GMACs/s in two 3×3" in speed
    assert "spans 18 % of the median for one 5×5 and 29 % of the median for two 3×3." in noise
    assert "3.0 MiB for one 5×5 and 6.0 MiB for two 3×3" in memory
    assert "The prediction is 1.0 MiB for one 5×5 and 2.0 MiB for two 3×3: while" in memory
    assert memory.endswith("Training would keep the input and all maps.")


@pytest.mark.parametrize(
    ("share", "verdict"),
    [
        (0.9, "So the stack is slower than its work predicts."),
        (0.72, "The two agree within the noise."),
        (0.4, "So the stack is faster than its work predicts."),
    ],
)
def test_the_prediction_is_judged_against_the_noise(share: float, verdict: str) -> None:
    one = (0.010, 0.010, 0.010, 0.010)
    stack = tuple(share * seconds * wobble for seconds, wobble in zip(one, WOBBLE, strict=True))
    assert race_notes(race(one, stack))[0].endswith(verdict)


def test_the_title_says_who_ran_on_what() -> None:
    assert race_title(race()) == (
        "**2: two 3×3** as a multiple of **1: one 5×5**, on a map of 56×74 px, "
        "from 64 channels to 64; memory without the input map:"
    )
