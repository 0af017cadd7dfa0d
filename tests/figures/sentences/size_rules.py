"""What sentences about output sizes and parameters claim, found by moving windows and counting."""

import random
import re
from itertools import pairwise, product

from explorer.architecture import layers as kinds
from explorer.architecture.convolution.counted import CountedLayer, counted_at_size
from explorer.architecture.convolution.relation_cases import RELATION_CASES
from explorer.architecture.shapes import Sweep, Window, WindowPadding, sweep
from explorer.convolution.strips import strip_of, strip_of_setup
from explorer.figures.convolution.counting import (
    counting_alt,
    counting_notes,
    counting_picture,
    size_independence_note,
)
from explorer.figures.convolution.network_lines import layer_reason, network_lines_table
from explorer.figures.convolution.relation_notes import condition_problem, misreading_note
from explorer.figures.convolution.size_notes import (
    rest_notes,
    same_note,
    size_derivations,
    strip_alt,
)
from explorer.figures.convolution.strip import MOST_CELLS, strip_legend, strip_picture
from explorer.figures.fields.growth_notes import stretches
from tests.architecture.brute_force import Slide, rows_unreached, slide_of
from tests.figures.sentences.cases import NetworkCase, Rule, counted, sizes_along
from tests.figures.sentences.reading import amount_of, indices, printed, sides, whole

MOST_SIZE = 70


def random_padding(draw: random.Random) -> WindowPadding:
    zeros = draw.randint(0, 5), draw.randint(0, 5)
    return draw.choice(["same", "same", "valid", "full", zeros[0], zeros])


def slide_with(window: Window, size_in: int) -> Slide:
    """The same window, its zeros found by trying where that is needed."""
    taps = tuple(window.dilation * tap for tap in range(window.size))
    match window.padding:
        case "same":
            stride = window.stride if window.dilation == 1 else 1
            layer = kinds.Conv2D(
                "x", 1, window.size, stride=stride, dilation=window.dilation, padding="same"
            )
            slide = slide_of(layer, size_in)
            assert slide is not None
            return slide
        case "valid":
            return Slide(taps, window.stride, 0, 0)
        case "full":
            return Slide(taps, window.stride, taps[-1], taps[-1])
        case int() as zeros:
            return Slide(taps, window.stride, zeros, zeros)
        case (before, after):
            return Slide(taps, window.stride, before, after)


def random_sweep(draw: random.Random) -> tuple[Sweep, Slide]:
    """A window that fits on 1 to 70 rows; "same" has no stride together with dilation here."""
    while True:
        padding, dilation = random_padding(draw), draw.choice([1, 1, 1, 2, 5])
        stride = 1 if padding == "same" and dilation > 1 else draw.choice([1, 1, 2, 3, 7, 20])
        window = Window(draw.choice([1, 2, 3, 3, 5, 11]), stride, dilation, padding)
        size_in = draw.choice([1, 2, 6, 7, 12, draw.randint(1, MOST_SIZE)])
        slide = slide_with(window, size_in)
        if slide.starts(size_in):
            return sweep(window, size_in), slide


def check_rest(draw: random.Random, _case: NetworkCase) -> None:
    along, slide = random_sweep(draw)
    axis = draw.choice(["rows", "columns"])
    size_in, starts = along.size_in, slide.starts(along.size_in)
    notes = list(rest_notes(along, axis))  # type: ignore[arg-type]
    padded_end = size_in + slide.after
    left = range(starts[-1] + slide.taps[-1] + 1, padded_end)
    if len(starts) == 1:
        assert len(left) < along.window.stride
    first = re.match(r"\(W − F \+ 2P\) / S = ([\d,]+) / (\d+) ([=≈]) ([\d.,]+) is", notes[0])
    assert first, notes
    room, stride = whole(first[1]), int(first[2])
    assert room == slide.before + padded_end - (slide.taps[-1] + 1), notes
    assert stride == slide.stride
    assert printed(first[4].rstrip("."), room / stride), notes
    assert (first[3] == "=") == (room * 100 % stride == 0), notes
    assert ("is a whole number" in notes[0]) == (not left), notes
    if left:
        told = re.search(r"rounds down to ([\d,]+), and adds 1: ([\d,]+) outputs?\.", notes[0])
        assert told, notes
        assert (whole(told[1]) + 1, whole(told[2])) == (len(starts), len(starts)), notes
    _check_left_over(notes, left, size_in)
    unread = set(rows_unreached(slide, size_in))
    told = re.search(r"No window reads (.+): ([\d,]+) of ([\d,]+), counted", " ".join(notes))
    assert bool(told) == bool(unread), notes
    if told:
        assert indices(told[1]) in (unread, None), notes
        assert (whole(told[2]), whole(told[3])) == (len(unread), size_in), notes
    assert ("of the input is read" in " ".join(notes)) == (bool(left) and not unread), notes
    same = [
        size
        for size in range(1, 4 * MOST_SIZE)
        if len(slide_with(along.window, size).starts(size)) == len(starts)
    ]
    told = re.search(r"Inputs of ([\d,]+) (?:to|and) ([\d,]+) ", " ".join(notes))
    assert (len(same) > 1) == bool(told), notes
    if told:
        assert (whole(told[1]), whole(told[2])) == (same[0], same[-1]), notes
        assert len(same) == same[-1] - same[0] + 1


def _check_left_over(notes: list[str], left: range, size_in: int) -> None:
    told = [each for each in notes if each.startswith("Left over after the last window: ")]
    assert bool(told) == bool(left), notes
    for note in told:
        of_input = re.search(r"(\d+) (?:rows?|columns?) of the input", note)
        of_padding = re.search(r"(\d+) (?:rows?|columns?) of padding", note)
        assert (int(of_input[1]) if of_input else 0) == sum(row < size_in for row in left), note
        assert (int(of_padding[1]) if of_padding else 0) == sum(row >= size_in for row in left)


def with_noun(number: int, singular: str) -> str:
    """A number and its noun, with an s for any number but 1."""
    return f"{number} {singular}{'s' * (number != 1)}"


def check_same(draw: random.Random, _case: NetworkCase) -> None:
    along, slide = random_sweep(draw)
    note = same_note(along)
    assert bool(note) == (along.window.padding == "same")
    if "no zeros" in note:
        assert (slide.before, slide.after) == (0, 0)
    elif note:
        told = re.search(r"([\d,]+) zeros?.*: ([\d,]+|none) before the input, ([\d,]+) after", note)
        assert told, note
        assert (told[2] == "none") == (slide.before == 0)
        assert tuple(whole(each.replace("none", "0")) for each in told.groups()) == (
            slide.before + slide.after,
            slide.before,
            slide.after,
        )
        assert ("cannot be split evenly" in note) == (slide.before != slide.after)
    for each in size_derivations(along):
        value = whole(each.steps[-1].replace("{,}", ""))
        match each.title:
            case "Extent of the dilated kernel":
                assert value == slide.taps[-1] + 1
                assert each.remark.startswith(with_noun(len(slide.taps), "weight"))
                gaps = slide.taps[1] - slide.taps[0] - 1 if len(slide.taps) > 1 else 0
                assert ("there is no gap" in each.remark) == (gaps == 0)
                assert not gaps or with_noun(gaps, "gap cell") in each.remark
            case "Zeros needed, 2P":
                assert max(value, 0) == slide.before + slide.after
                assert ("so there are none" in each.remark) == (value < 0)
                assert each.remark.endswith(f"{slide.before} before and {slide.after} after.")
            case _:
                assert value == len(slide.starts(along.size_in))


def check_strip(draw: random.Random, _case: NetworkCase) -> None:
    along, slide = random_sweep(draw)
    strip, starts = strip_of(along), slide.starts(along.size_in)
    alt = strip_alt(strip, "rows")
    told = re.match(r"A strip of (\d+) rows?, with (\d+) zeros? before and (\d+) after\.", alt)
    assert told, alt
    assert tuple(map(int, told.groups())) == (along.size_in, slide.before, slide.after)
    told = re.search(r"\. (\d+) outputs?, each reading (\d+) cells?", alt)
    assert told, alt
    assert tuple(map(int, told.groups())) == (len(starts), len(slide.taps))
    apart = re.search(r", (\d+) apart", alt)
    steps = {second - first for first, second in pairwise(slide.taps)}
    assert ({int(apart[1])} if apart else {1}) == (steps or {1}), alt
    begins = re.search(r"begins (\d+) cells? after", alt)
    assert bool(begins) == (len(starts) > 1)
    assert not begins or starts[1] - starts[0] == int(begins[1])
    unread = re.search(r"Never read: (.+)\.$", alt)
    expected = set(rows_unreached(slide, along.size_in))
    assert bool(unread) == bool(expected), alt
    assert not unread or indices(unread[1]) in (expected, None), alt
    picture = strip_picture(strip, "Rows", alt)
    assert (strip.num_outputs > 7 or len(strip.cells) > MOST_CELLS) == (
        "Three dots" in strip_legend([strip])
    )
    lines = [int(each) for each in re.findall(r"<span>output (\d+)</span>", picture)]
    assert lines[0] == 0
    assert lines[-1] == len(starts) - 1
    assert len(lines) <= 7


def check_condition(draw: random.Random, _case: NetworkCase) -> None:
    case = draw.choice(RELATION_CASES)
    setup = case.setup(
        {letter: draw.randint(1, 6) for letter in case.letters}
        | {letter: draw.randint(0, 6) for letter in case.letters if letter in {"p", "a"}}
    )
    problem = condition_problem(case, setup)
    slide = Slide(
        tuple(setup.dilation * tap for tap in range(setup.kernel_size)),
        setup.stride,
        setup.zeros,
        setup.zeros,
    )
    is_odd = case.zeros != "half" or setup.kernel_size % 2 == 1
    if case.relation.is_transposed:
        holds = is_odd and setup.transposed >= 1 and setup.extra < setup.stride
        holds = holds and setup.zeros < setup.kernel_size
    else:
        holds = is_odd and bool(slide.starts(setup.size_in))
    assert bool(problem) == (not holds), (case.relation.number, setup)
    is_padding_alone = case.relation.is_transposed and setup.zeros >= setup.kernel_size
    assert ("is not less than k" in problem) == is_padding_alone
    even = re.match(r"k = (\d+) is even.* Choose (\d+) or (\d+)\.", problem)
    assert not even or (int(even[1]) % 2, int(even[2]) % 2, int(even[3]) % 2) == (0, 1, 1)
    reach = re.match(r"The window reaches over (\d+) rows?, and the input has (\d+) with", problem)
    if reach:
        assert int(reach[1]) == slide.taps[-1] + 1 > int(reach[2])
        assert int(reach[2]) == setup.size_in + 2 * setup.zeros
    if holds and case.relation.is_transposed:
        _check_misreading(case.relation.number, setup, slide)


def _check_misreading(number: int, setup: object, slide: Slide) -> None:
    relation = RELATION_CASES[number - 1].relation
    direct, drawn, misread = misreading_note(relation, setup)  # type: ignore[arg-type]
    told = re.match(
        r"k, s and p .* which makes (\d+) from (\d+): .* = (\d+)\. .* to (\d+)\.", direct
    )
    assert told, direct
    size_in, output = int(told[1]), int(told[2])
    assert (int(told[3]), int(told[4])) == (size_in, output)
    assert len(slide.starts(output)) == size_in, direct
    strip = strip_of_setup(setup, is_transposed=True)  # type: ignore[arg-type]
    assert strip.num_outputs == output
    values = [place for place, each in enumerate(strip.numbers) if each is not None]
    between = re.search(r"with (\d+|no) zeros? between", drawn)
    around = re.search(r"and (\d+|no) zeros? on each side", drawn)
    more = re.search(r"and (\d+) more zeros? after", drawn)
    assert between
    assert around
    zeros = {"no": 0}.get(around[1]) if around[1] == "no" else int(around[1])
    assert zeros == values[0], drawn
    after = len(strip.cells) - 1 - values[-1]
    assert after - values[0] == (int(more[1]) if more else 0), drawn
    gap = 0 if between[1] == "no" else int(between[1])
    assert all(second - first - 1 == gap for first, second in pairwise(values))
    wrong = len(slide.starts(size_in))
    assert ("not even fit" in misread) == (wrong < 1), misread
    assert ("give the same" in misread) == (wrong == output), misread
    result = re.search(r"= (\d+)", misread)
    assert (int(result[1]) if result else 0) == wrong, misread


def check_counting(draw: random.Random, _case: NetworkCase) -> None:
    groups = draw.choice([1, 1, 2, 3])
    tall, wide = draw.choice([1, 2, 3, 11]), draw.choice([1, 3, 5])
    layer = CountedLayer(
        groups * draw.choice([1, 4, 75]),
        groups * draw.choice([1, 2, 75]),
        (tall, wide),
        groups,
        draw.choice([True, False]),
    )
    of_one = [*product(range(layer.channels // groups), range(tall), range(wide))]
    numbers = len(of_one) + layer.use_bias
    told = re.findall(r"([\d,]+) numbers?", counting_alt(layer))
    assert [whole(each) for each in told] == [numbers, numbers * layer.filters]
    assert f"= {layer.filters:,} × {numbers:,} = {numbers * layer.filters:,}<" in (
        counting_picture(layer)
    )
    weights, bias, *of_groups = counting_notes(layer)
    assert re.search(r": ([\d,]+) weights?\.", weights)[1] == f"{len(of_one):,}"  # type: ignore[index]
    assert ("the one channel" in weights) == (layer.channels == groups)
    assert ("No filter has a bias" in bias) == (not layer.use_bias)
    assert bool(of_groups) == (groups > 1)
    for note in of_groups:
        assert ("depthwise" in note) == (groups == layer.channels), note
        told = re.search(r"has ([\d,]+) weights instead of ([\d,]+)\.", note)
        assert told, note
        all_read = layer.filters * layer.channels * tall * wide
        assert (whole(told[1]), whole(told[2])) == (len(of_one) * layer.filters, all_read), note
    _check_sizes(layer, numbers * layer.filters)


def _check_sizes(layer: CountedLayer, parameters: int) -> None:
    small, large = (7, 28), (224, 112)
    note = size_independence_note(counted_at_size(layer, *small), counted_at_size(layer, *large))
    told = re.match(r"From (\S+) to (\S+) px the convolution keeps its ([\d,]+) parameters?", note)
    assert told, note
    assert (sides(told[1]), sides(told[2]), whole(told[3])) == (small, large, parameters)
    assert "grows 128 times" in note
    dense = re.search(r"grow from (.+?) to (.+?) parameters\.", note)
    assert dense, note
    for text, (height, width) in zip(dense.groups(), (small, large), strict=True):
        outputs = height * width * layer.filters
        each = height * width * layer.channels + layer.use_bias
        assert amount_of(text, outputs * each), note


def check_reasons(_draw: random.Random, case: NetworkCase) -> None:
    parameters, _, _ = counted(case)
    rows, columns = (sizes_along(case.network.layers, length) for length in case.size)
    for place, row in enumerate(case.rows):
        reason = layer_reason(row)
        assert ("nothing to learn" in reason) == (parameters[row.name] == 0), reason
        for before, after, axis in re.findall(r"(\d[\d,]*) → ([\d,]+)()", reason):
            assert (whole(before), whole(after)) in {
                (rows[place], rows[place + 1]),
                (columns[place], columns[place + 1]),
            }, (reason, axis)
        for before, stride, after in re.findall(
            r"“Same” padding[^:]*: ([\d,]+) / (\d+)(?:, rounded up, is| =) ([\d,]+)", reason
        ):
            assert whole(after) == len(range(0, whole(before), int(stride))), reason
            assert ("rounded up" in reason) or whole(before) % int(stride) == 0
    table = network_lines_table(case.rows)
    told = re.findall(r"<b>([\d,]+)</b>", table)
    assert [whole(each) for each in told[:-1]] == [parameters[row.name] for row in case.rows]
    assert whole(told[-1]) == sum(parameters.values())


def check_stretches(draw: random.Random, _case: NetworkCase) -> None:
    chosen = {draw.randrange(30) for _ in range(draw.randint(0, 8))}
    text = stretches(chosen, "row")
    found = indices(text)
    if found is None:
        told = re.fullmatch(r"(\d+) rows from (\d+) to (\d+), with gaps", text)
        assert told, text
        assert tuple(map(int, told.groups())) == (len(chosen), min(chosen), max(chosen))
    else:
        assert found == chosen, text


SIZE_RULES: dict[str, Rule] = {
    "figures.convolution.counting.counting_alt": check_counting,
    "figures.convolution.counting.counting_notes": check_counting,
    "figures.convolution.counting.counting_picture": check_counting,
    "figures.convolution.counting.size_independence_note": check_counting,
    "figures.convolution.network_lines.layer_reason": check_reasons,
    "figures.convolution.network_lines.network_lines_table": check_reasons,
    "figures.convolution.relation_notes.condition_problem": check_condition,
    "figures.convolution.relation_notes.misreading_note": check_condition,
    "figures.convolution.size_notes.rest_notes": check_rest,
    "figures.convolution.size_notes.same_note": check_same,
    "figures.convolution.size_notes.size_derivations": check_same,
    "figures.convolution.size_notes.strip_alt": check_strip,
    "figures.convolution.strip.strip_picture": check_strip,
    "figures.fields.growth_notes.stretches": check_stretches,
}
