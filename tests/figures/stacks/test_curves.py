"""Curves over the number of channels, and over those between with the break-even marked."""

from itertools import pairwise

import pytest

from explorer.architecture.stacks.comparison import Amount
from explorer.architecture.stacks.notation import parse_stack
from explorer.architecture.stacks.stacks import Stack, single_kernel, steps_of_3x3
from explorer.figures.stacks.curves import between_curve, channel_curves
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR

MAP = (56, 40)
Pair = tuple[Stack, Stack, tuple[int, int]]


def pair(
    kernel_size: int, channels: int = 64, between: int | tuple[int, ...] | None = None
) -> Pair:
    stack = Stack(steps_of_3x3(kernel_size), channels, channels, between)
    return single_kernel(kernel_size, channels, channels), stack, MAP


class TestOverChannels:
    def test_weights_and_work_of_both(self) -> None:
        figure = channel_curves(*pair(7))
        one, stack, _, one_work, stack_work, _ = figure.data
        at = list(one.x).index(256)
        assert (one.y[at], stack.y[at]) == (49 * 256**2, 27 * 256**2)
        assert (one_work.y[at], stack_work.y[at]) == (49 * 256**2 * 2240, 27 * 256**2 * 2240)
        assert (one.name, stack.name) == ("1: one 7×7", "2: three 3×3")

    @pytest.mark.parametrize("channels", [64, 2048, 4096])
    def test_straight_pieces_stay_close_to_the_curve(self, channels: int) -> None:
        one = channel_curves(*pair(5, channels)).data[0]
        for left, right in pairwise(zip(one.x, one.y, strict=True)):
            middle = (left[0] + right[0]) / 2
            assert abs((left[1] + right[1]) / 2 - 25 * middle**2) < 0.001 * max(one.y)

    def test_titles_give_the_share_that_is_saved(self) -> None:
        titles = [each.text for each in channel_curves(*pair(5)).layout.annotations]
        assert titles == [
            "<b>Weights</b><br>stack −28.0 %",
            "<b>Work, MACs</b><br>stack −28.0 %",
        ]

    def test_titles_also_say_that_nothing_is_saved(self) -> None:
        one, _, _ = pair(5)
        figure = channel_curves(one, Stack(parse_stack("5,3"), 64, 64), MAP)
        assert figure.layout.annotations[0].text.endswith("stack +36.0 %")
        same = channel_curves(one, one, MAP)
        assert same.layout.annotations[0].text.endswith("<br>both the same")
        assert [each.name for each in same.data[:2]] == ["1: one 5×5", "2: one 5×5"]

    @pytest.mark.parametrize(("channels", "end"), [(64, 512), (600, 640), (4096, 4096)])
    def test_ticks_go_to_the_end(self, channels: int, end: int) -> None:
        figure = channel_curves(*pair(5, channels))
        assert figure.layout.xaxis.tickvals == (0, end // 2, end)
        assert max(figure.data[0].x) == end

    @pytest.mark.parametrize("channels", [64, 100, 1000])
    def test_the_chosen_number_is_on_the_curves_and_in_view(self, channels: int) -> None:
        figure = channel_curves(*pair(5, channels))
        one, _, mark, *_ = figure.data
        assert list(mark.x) == [channels] * 2
        assert list(mark.y) == [25 * channels**2, 18 * channels**2]
        assert mark.marker.color == SELECTED_COLOUR
        assert channels in one.x
        assert list(one.x) == sorted(one.x)
        assert figure.layout.xaxis.range[1] > max(one.x)
        assert figure.layout.yaxis.range[1] > max(one.y)

    def test_no_mark_where_channels_differ(self) -> None:
        figure = channel_curves(*pair(5, 64, 32))
        assert [trace.mode for trace in figure.data] == ["lines"] * 4
        assert max(figure.data[0].x) == 512

    def test_curves_differ_in_more_than_colour_and_are_named_once(self) -> None:
        one, stack, _, *others = channel_curves(*pair(5)).data
        assert (one.line.dash, stack.line.dash) == (None, "dash")
        assert one.line.color != stack.line.color
        assert one.showlegend
        assert not any(each.showlegend for each in others)

    def test_axes_have_titles_in_readable_type(self) -> None:
        layout = channel_curves(*pair(5)).layout
        assert layout.xaxis.title.text == layout.xaxis2.title.text == "Channels C"
        assert layout.yaxis2.tickfont.size == FONT_SIZE

    def test_a_stack_that_sees_more_than_the_map_is_refused(self) -> None:
        one, stack, _ = pair(11)
        with pytest.raises(ValueError, match="must not see more than the map"):
            channel_curves(one, stack, (9, 40))


class TestOverChannelsBetween:
    @pytest.mark.parametrize(("amount", "scale"), [(Amount.WEIGHTS, 1), (Amount.MACS, 2240)])
    def test_curves_cross_at_the_break_even(self, amount: Amount, scale: int) -> None:
        one, stack, mark, even = between_curve(*pair(5, 18), amount).data
        assert set(one.y) == {25 * 18**2 * scale}
        assert stack.y[stack.x.index(18)] == 18 * 18**2 * scale
        assert list(mark.y) == [25 * 18**2 * scale, 18 * 18**2 * scale]
        assert list(even.x) == [25.0] * 3
        assert even.y[1] == 25 * 18**2 * scale
        assert [text for text in even.text if text] == [" break-even 25 "]
        below = [y < even.y[1] for x, y in zip(stack.x, stack.y, strict=True) if x < 25]
        above = [y > even.y[1] for x, y in zip(stack.x, stack.y, strict=True) if x > 25]
        assert below
        assert above
        assert all(below + above)

    def test_the_curve_reaches_past_the_chosen_number(self) -> None:
        figure = between_curve(*pair(11, 64, 300), Amount.WEIGHTS)
        _, stack, mark, _ = figure.data
        assert max(stack.x) == figure.layout.xaxis.range[1] == 600
        assert list(mark.x) == [300] * 2
        assert 1 in stack.x
        assert figure.layout.yaxis.range[1] > max(stack.y)

    def test_words_stand_where_there_is_room(self) -> None:
        left = between_curve(*pair(5, 64, 300), Amount.WEIGHTS).data[-1]
        right = between_curve(*pair(5, 2048), Amount.WEIGHTS).data[-1]
        assert (left.textposition, right.textposition) == ("bottom right", "bottom left")

    def test_several_numbers_between_are_a_level_line(self) -> None:
        figure = between_curve(*pair(7, 64, (16, 32)), Amount.WEIGHTS)
        _, _, level, _ = figure.data
        assert level.name == "2 with 16 and 32"
        assert set(level.y) == {9 * (64 * 16 + 16 * 32 + 32 * 64)}
        assert level.x == (0, max(figure.data[0].x))

    def test_a_level_above_the_curve_is_in_view(self) -> None:
        figure = between_curve(*pair(9, 4, (4096, 1, 1)), Amount.WEIGHTS)
        level = figure.data[2]
        assert level.y[0] == 9 * (4 * 4096 + 4096 + 1 + 4)
        assert figure.layout.yaxis.range[1] > level.y[0]

    def test_memory_is_drawn_in_mib(self) -> None:
        figure = between_curve(*pair(5, 64), Amount.MEMORY)
        assert figure.layout.yaxis.title.text == "Activation memory, MiB"
        assert figure.data[0].y[0] == 4 * 2 * 56 * 40 * 64 / 2**20

    @pytest.mark.parametrize("amount", Amount)
    @pytest.mark.parametrize("channels", [1, 18, 100, 4096])
    def test_words_stand_above_all_lines(self, amount: Amount, channels: int) -> None:
        figure = between_curve(*pair(5, channels), amount)
        ticks = figure.layout.yaxis.tickvals
        highest = max(max(trace.y) for trace in figure.data[:2])
        assert 2 <= len(ticks) <= 5
        assert ticks[0] == 0
        assert 0.5 * highest <= ticks[-1] <= highest < figure.layout.yaxis.range[1] / 1.3

    def test_no_break_even_where_nothing_is_ever_saved(self) -> None:
        assert len(between_curve(*pair(5), Amount.MEMORY).data) == 3

    def test_no_more_channels_than_a_layer_can_have(self) -> None:
        figure = between_curve(*pair(5, 4096), Amount.WEIGHTS)
        assert max(figure.data[1].x) == 4096
        assert len(figure.data) == 3  # the break-even lies at 5,689

    @pytest.mark.parametrize(
        ("amount", "title"), [(Amount.WEIGHTS, "Weights"), (Amount.MACS, "Work, MACs")]
    )
    def test_axes_name_their_units(self, amount: Amount, title: str) -> None:
        layout = between_curve(*pair(5), amount).layout
        assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("Channels between", title)

    def test_a_single_convolution_is_refused(self) -> None:
        one, _, _ = pair(5)
        with pytest.raises(ValueError, match=r"two convolutions or more\. Received: one 5×5"):
            between_curve(one, one, MAP, Amount.WEIGHTS)
