"""What sentences about a layer on the bench claim, found by sliding a window cell by cell."""

import random
import re

import numpy as np

from explorer.architecture.shapes import GridWindow, Window, WindowPadding
from explorer.convolution.bench import BenchLayer
from explorer.convolution.layer import ConvolutionWork, HandLayer
from explorer.figures.convolution.bench_notes import given_note, reading_note, unit_title
from explorer.figures.convolution.filter_maps import filters_note, groups_note
from explorer.session.kept_numbers import (
    LONGEST_IN_LINK,
    why_default_is_shown,
    why_not_in_link,
)
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.reading import NUMBER, three, whole


def random_window(draw: random.Random) -> Window:
    """Along one axis; some leave cells out, some hardly fit."""
    zeros = draw.choice([0, 1, (0, 2)])
    padding: WindowPadding = draw.choice(["same", "valid", "full", zeros])
    return Window(draw.randint(1, 4), draw.choice([1, 1, 2, 5]), draw.choice([1, 1, 2]), padding)


def random_layer(draw: random.Random) -> tuple[BenchLayer, ConvolutionWork]:
    """A layer that fits its input, with its work."""
    while True:
        groups, of_a_group = draw.choice([(1, 1), (1, 3), (2, 1), (2, 2), (3, 1)])
        filters = groups * draw.choice([1, 2])
        rows, columns = random_window(draw), random_window(draw)
        kernel = np.ones((rows.size, columns.size, of_a_group, filters))
        channels = tuple(f"colour {number}" for number in range(groups * of_a_group))
        layer = HandLayer(kernel, np.zeros(filters), GridWindow(rows, columns), groups)
        grid = np.ones((draw.randint(1, 7), draw.randint(1, 7), len(channels)))
        bench = BenchLayer(grid, layer, channels)
        try:
            return bench, bench.work_out()
        except ValueError:  # the window does not fit
            continue


def times_met(work: ConvolutionWork) -> dict[tuple[int, int], int]:
    """How many outputs meet each cell of the input, by walking over all outputs and weights."""
    rows, columns = work.sweeps
    met = {(row, column): 0 for row in range(rows.size_in) for column in range(columns.size_in)}
    for unit in np.ndindex(rows.size_out, columns.size_out):
        cells = set()
        for tap in np.ndindex(rows.window.size, columns.window.size):
            cells.add(
                tuple(
                    at * along.window.stride - along.pad_before + weight * along.window.dilation
                    for at, weight, along in zip(unit, tap, work.sweeps, strict=True)
                )
            )
        for cell in cells & met.keys():
            met[cell] += 1  # type: ignore[index]  # a pair
    return met


def check_reading(draw: random.Random, _case: NetworkCase) -> None:
    _bench, work = random_layer(draw)
    met, note = times_met(work).values(), reading_note(work)
    told = re.match(
        r"Each input cell is read by (?:(\d+) (to|or) )?(\d+) (outputs?)( of each map)?\.", note
    )
    assert told, note
    assert int(told[1] or told[3]) == min(met), note
    assert int(told[3]) == max(met), note
    assert (told[2] == "or") == (max(met) - min(met) == 1), note
    assert (told[4] == "output") == (told[3] == "1")
    assert bool(told[5]) == (work.sums.shape[-1] > 1), note
    unread = list(met).count(0)
    found = re.search(r"(\d+) (cell is|cells are) never read", note)
    assert (int(found[1]) if found else 0) == unread, note
    assert not found or (found[2] == "cell is") == (unread == 1)


def check_filters(draw: random.Random, _case: NetworkCase) -> None:
    bench, work = random_layer(draw)
    note, filters = filters_note(bench), work.sums.shape[-1]
    told = re.match(r"\*\*(\d+) channels? in, (\d+) filters?, (\d+) maps? out", note)
    assert told
    assert [*map(int, told.groups())] == [bench.grid.shape[-1], filters, filters]
    assert f"= {bench.layer.kernel[..., 0].size} weight" in note
    parameters = re.search(r"= (\S+) parameters?\.$", note)
    assert parameters
    assert whole(parameters[1]) == bench.layer.kernel.size + bench.layer.bias.size
    check_groups(bench, work)


def check_groups(bench: BenchLayer, work: ConvolutionWork) -> None:
    note, groups = groups_note(bench, work), bench.layer.groups
    assert (note == "") == (groups == 1)
    if not note:
        return
    assert note.startswith("**Depthwise") == (groups == bench.grid.shape[-1])
    filters, of_a_group = work.sums.shape[-1], bench.grid.shape[-1] // groups
    for number in range(filters):
        first = number // (filters // groups) * of_a_group
        read = re.search(rf"[Mm]ap {number} reads ([^;.]*)", note)
        assert read
        named = {int(each) for each in re.findall(r"colour (\d+)", read[1])}
        assert named == set(range(first, first + of_a_group)), note
    weights = re.search(r"would have ([\d,]+) weights; here they have ([\d,]+)", note)
    assert weights
    window = bench.layer.window.rows.size * bench.layer.window.columns.size
    assert whole(weights[1]) == window * bench.grid.shape[-1] * filters
    assert whole(weights[2]) == window * of_a_group * filters


def check_unit(draw: random.Random, _case: NetworkCase) -> None:
    value = draw.choice([0.0, 0.0312, 12.5, 4321.0])
    is_changed = draw.choice([True, False])
    note = given_note(value, is_changed=is_changed)
    told = re.search(rf"(?:gave|value:) {NUMBER}", note)
    assert told
    assert three(told[1].rstrip("."), value)
    assert ("You have changed" in note) == is_changed
    assert unit_title("block1_conv2", 5, (3, 7)) == "block1_conv2, channel 5, row 3, column 7"


def check_link(draw: random.Random, _case: NetworkCase) -> None:
    key = draw.choice(list(LONGEST_IN_LINK))
    assert why_not_in_link(key, "1_2~3_4") == ""
    name = {"input_numbers": "input", "filter_numbers": "kernel"}[key]
    for kept, why in (("own-3", "your own photo"), ("large-3", f"{LONGEST_IN_LINK[key]:,} fit")):
        note = why_not_in_link(key, kept)
        assert note.startswith(f"The {name} ")
        assert note.endswith(f"sees the default {name}.")
        assert why in note
    for kept, why in (("own-3", "from somebody's own photo"), ("large-3", "were too many")):
        note = why_default_is_shown(key, kept)
        assert note.startswith(f"This link does not contain the {name} numbers, because ")
        assert note.endswith(f"{why}. The default {name} is shown.")
        assert kept not in note


CONVOLUTION_RULES: dict[str, Rule] = {
    "figures.convolution.bench_notes.unit_title": check_unit,
    "figures.convolution.bench_notes.given_note": check_unit,
    "figures.convolution.bench_notes.reading_note": check_reading,
    "figures.convolution.filter_maps.filters_note": check_filters,
    "figures.convolution.filter_maps.groups_note": check_filters,
    "session.kept_numbers.why_not_in_link": check_link,
    "session.kept_numbers.why_default_is_shown": check_link,
}
