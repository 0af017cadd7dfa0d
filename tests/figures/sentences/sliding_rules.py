"""What sentences about other ways to slide claim, found by walking windows cell by cell."""

import random
import re
from itertools import product

import numpy as np

from explorer.architecture.shapes import GridWindow, Sweep, Window, WindowPadding, sweep
from explorer.arrays import Float64Array
from explorer.convolution.kernels import flipped
from explorer.convolution.layer import HandLayer, work_out_convolution
from explorer.convolution.matrices import as_matrix
from explorer.convolution.pooling import PoolingWork, work_out_windows
from explorer.convolution.shifts import ShiftedPooling, pool_before_and_after
from explorer.convolution.transposed import work_out_transposed
from explorer.figures.convolution.number_tables import part_around, part_note
from explorer.figures.convolution.sliding_notes import (
    causal_notes,
    flip_note,
    matrix_note,
    patches_note,
    shift_notes,
    ties_note,
    transpose_note,
    transposed_notes,
    winner_note,
)
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.reading import NUMBER, share, three, whole

Cells = dict[tuple[int, int], float]


def random_grid(draw: random.Random, channels: int = 1) -> Float64Array:
    """A small input of few different numbers, so that some are equal."""
    shape = draw.randint(1, 7), draw.randint(1, 7), channels
    numbers = draw.choice([[0], [0, 9], [-1, 0, 1, 2.5], list(range(-9, 10))])
    return np.array([draw.choice(numbers) for _ in range(np.prod(shape))], float).reshape(shape)


def random_pool(draw: random.Random) -> Window:
    padding: WindowPadding = draw.choice(["valid", "valid", "same", 1])
    return Window(draw.randint(1, 4), draw.choice([1, 2, 2, 3]), 1, padding)


def random_pooling(
    draw: random.Random, *, average: bool
) -> tuple[Float64Array, GridWindow, PoolingWork]:
    while True:
        grid = random_grid(draw, draw.choice([1, 2]))
        window = GridWindow(random_pool(draw), random_pool(draw))
        try:
            return grid, window, work_out_windows(grid, window, average=average)
        except ValueError:  # the window does not fit, or holds only padding
            continue


def under_window(grid: Float64Array, work: PoolingWork, cell: tuple[int, int, int]) -> Cells:
    """The values that an output reads, by their row and column of the input, in reading order."""
    row, column, channel = cell
    places = [
        range(at * along.window.stride - along.pad_before, 10**6)[: along.window.size]
        for at, along in zip((row, column), work.sweeps, strict=True)
    ]
    return {
        (y, x): float(grid[y, x, channel])
        for y, x in product(*places)
        if 0 <= y < grid.shape[0] and 0 <= x < grid.shape[1]
    }


def check_winner(draw: random.Random, _case: NetworkCase) -> None:
    average = draw.choice([True, False])
    grid, _window, work = random_pooling(draw, average=average)
    cell = tuple(draw.randrange(size) for size in work.result.shape)
    row, column, channel = cell
    names = ("red", "green")[: grid.shape[-1]]
    note = winner_note(work, (row, column, channel), names)
    assert note.startswith(f"Output ({row}, {column})")
    assert (f"of {names[channel]}:" in note) == (len(names) > 1)
    read = under_window(grid, work, (row, column, channel))
    counted = re.search(rf"of (\d+) values? is {NUMBER}", note)
    assert counted, note
    assert int(counted[1]) == len(read)
    assert ("value is" in note) == (len(read) == 1)
    value = sum(read.values()) / len(read) if average else max(read.values())
    assert three(counted[2].rstrip(".,"), value), note
    place = re.search(r"row (\d+), column (\d+) of the input", note)
    assert (place is None) == average
    if place:
        winners = [at for at, each in read.items() if each == value]
        assert (int(place[1]), int(place[2])) == winners[0]
        tied = re.search(r"(\d+) of them are that large", note)
        assert (int(tied[1]) if tied else 1) == len(winners), note


def check_ties(draw: random.Random, _case: NetworkCase) -> None:
    grid, _window, work = random_pooling(draw, average=False)
    tied = 0
    for row, column, channel in np.ndindex(*work.result.shape):
        values = [*under_window(grid, work, (row, column, channel)).values()]
        tied += values.count(max(values)) > 1
    note = ties_note(work)
    told = re.match(r"There is a tie for (\d+) of (\d+) outputs?:", note)
    assert (told is None) == (tied == 0), note
    if told:
        assert [int(told[1]), int(told[2])] == [tied, work.result.size]


# --- shifts --------------------------------------------------------------------------------------


def shifted_by_hand(grid: Float64Array, down: int, right: int) -> Float64Array:
    moved = np.zeros(grid.shape)
    for row, column, channel in np.ndindex(*grid.shape):
        y, x = row - down, column - right
        if 0 <= y < grid.shape[0] and 0 <= x < grid.shape[1]:
            moved[row, column, channel] = grid[y, x, channel]
    return moved


def check_shift(draw: random.Random, _case: NetworkCase) -> None:
    average = draw.choice([True, False])
    grid, window, before = random_pooling(draw, average=average)
    shift = draw.randint(-2, 2), draw.randint(-2, 2)
    shifted, other = (
        pool_before_and_after(grid, window, shift, average=each) for each in (average, not average)
    )
    notes = shift_notes(shifted, other)
    if shift == (0, 0):
        assert notes == ("Nothing is shifted. Choose by how many pixels.",)
        return
    moved = shifted_by_hand(grid, *shift)
    after = work_out_windows(moved, window, average=average)
    name = "average pooling" if average else "max pooling"
    _check_direction(notes[0], shift)
    _check_changed(notes[0].split("rim. ")[1], grid, moved, "the input")
    _check_changed(notes[1], before.result, after.result, name)
    _check_changed(
        notes[2].removeprefix("For comparison: "),
        *(work_out_windows(each, window, average=not average).result for each in (grid, moved)),
        "max pooling" if average else "average pooling",
    )
    _check_along(notes[3], shifted, window)


def _check_direction(note: str, shift: tuple[int, int]) -> None:
    down = re.search(r"(\d) rows? (down|up)", note)
    right = re.search(r"(\d) columns? to the (right|left)", note)
    signs = {"down": 1, "up": -1, "right": 1, "left": -1}
    told = [int(each[1]) * signs[each[2]] if each else 0 for each in (down, right)]
    assert tuple(told) == shift, note


def _check_changed(note: str, one: Float64Array, other: Float64Array, of: str) -> None:
    pairs = [*zip(one.ravel().tolist(), other.ravel().tolist(), strict=True)]
    changed = sum(abs(a - b) > 1e-9 * (1 + abs(a)) for a, b in pairs)
    assert f"of {of} change" in note
    if not changed:
        assert re.match(rf"[Nn]one of the {len(pairs)} \w+ of", note), note
        return
    told = re.match(rf"(\d+) of (\d+) \w+ of {of} changes?, by {NUMBER} on average", note)
    assert told, note
    assert [int(told[1]), int(told[2])] == [changed, len(pairs)]
    assert three(told[3], sum(abs(a - b) for a, b in pairs) / len(pairs))
    assert ("changes" in note) == (changed == 1)


def _check_along(note: str, shifted: ShiftedPooling, window: GridWindow) -> None:
    strides = window.rows.stride, window.columns.stride
    is_whole = all(by % stride == 0 for by, stride in zip(shifted.shift, strides, strict=True))
    assert ("not a whole number" in note) == (not is_whole), note
    if "moves along" not in note:
        return
    steps = [by // stride for by, stride in zip(shifted.shift, strides, strict=True)]
    _check_direction(note, (steps[0], steps[1]))
    height, width, _ = shifted.before.result.shape
    for row, column in np.ndindex(height, width):
        y, x = row - steps[0], column - steps[1]
        if not (0 <= y < height and 0 <= x < width):
            continue
        size = window.rows.size * window.columns.size
        places = (shifted.after, (row, column)), (shifted.before, (y, x))
        if all(work.num_values[at] == size for work, at in places):
            np.testing.assert_allclose(
                shifted.after.result[row, column], shifted.before.result[y, x]
            )


# --- one row -------------------------------------------------------------------------------------


def check_causal(draw: random.Random, _case: NetworkCase) -> None:
    size, stride, dilation = draw.randint(1, 5), draw.randint(1, 3), draw.randint(1, 3)
    steps = draw.randint(1, 12)
    same = sweep(Window(size, stride, dilation, "same"), steps)
    causal = sweep(Window(size, stride, dilation, (dilation * (size - 1), 0)), steps)
    notes = causal_notes(same, causal)
    assert "No output reads a step after its own" in notes[1]
    for note, along in zip(notes, (same, causal), strict=True):
        zeros = re.search(r": (\d+) zeros? before the first step, (\d+) after", note)
        assert zeros
        assert [int(zeros[1]), int(zeros[2])] == [along.pad_before, along.pad_after]
        told = re.search(r"(\d+) of (\d+) outputs? reads? a step after", note)
        ahead = _outputs_ahead(along)
        assert (int(told[1]) if told else 0) == ahead, note
        assert not told or int(told[2]) == along.size_out


def _outputs_ahead(along: Sweep) -> int:
    window, found = along.window, 0
    for output in range(along.size_out):
        own = output * window.stride
        first = own - along.pad_before
        read = range(first, first + window.extent, window.dilation)
        found += any(own < step < along.size_in for step in read)
    return found


# --- transposed ----------------------------------------------------------------------------------


def check_transposed(draw: random.Random, _case: NetworkCase) -> None:
    while True:
        grid, filters = random_grid(draw, draw.choice([1, 2])), draw.choice([1, 2])
        rows, columns = (
            Window(draw.randint(1, 4), draw.randint(1, 3), 1, draw.choice(["same", "valid", 1]))
            for _ in range(2)
        )
        kernel = np.arange(rows.size * columns.size * filters * grid.shape[-1], dtype=float)
        kernel = kernel.reshape(rows.size, columns.size, filters, grid.shape[-1]) - 3
        layer = HandLayer(kernel, np.ones(filters), GridWindow(rows, columns))
        try:
            found = work_out_transposed(grid, layer)
            break
        except ValueError:  # padding takes all away
            continue
    notes = transposed_notes(found)
    height, width, _ = found.work.sums.shape
    assert f"makes {grid.shape[0]}×{grid.shape[1]} of {height}×{width}." in notes[0]
    assert f"makes {height}×{width} of {grid.shape[0]}×{grid.shape[1]}." in notes[0]
    spread = found.spread.shape
    for note, window, sides in zip(
        notes[1:3], (rows, columns), zip(spread, found.work.padded.shape, strict=True), strict=False
    ):
        _check_spread(note, window, *sides)
    assert ("Choose stride 2" in notes[-1]) == (rows.stride == columns.stride == 1)
    matrix = as_matrix(kernel, found.direct)
    note = transpose_note(matrix, grid, found.work.sums)
    assert f"has {grid.size} row" in note
    assert f"and {found.work.sums.size} column" in note
    assert "gives the same" in note
    wrong = transpose_note(matrix, grid, found.work.sums + 1)
    assert f"differs from the sums above in {found.work.sums.size} of" in wrong


def _check_spread(note: str, window: Window, spread: int, padded: int) -> None:
    told = re.search(
        r"with stride (\d+) there (?:is|are) (\d+) zeros?.* padding of (\d+) before and \d+ after"
        r".*: (\d+) before \((\d+) − 1 − (\d+)\) and (\d+) after\.",
        note,
    )
    assert told, note
    stride, between, padding, before, extent, again, after = map(int, told.groups())
    assert (stride, between, extent, again) == (
        window.stride,
        window.stride - 1,
        window.size,
        padding,
    )
    assert before == extent - 1 - padding
    assert spread + before + after == padded


# --- flipped, and as matrices --------------------------------------------------------------------


def check_flip(draw: random.Random, _case: NetworkCase) -> None:
    grid = random_grid(draw)
    size = draw.randint(1, grid.shape[0]), draw.randint(1, grid.shape[1])
    kernel = np.array([draw.choice([-1, 0, 1]) for _ in range(size[0] * size[1])], float)
    kernel = kernel.reshape(*size, 1, 1)
    kernel += draw.choice([0, -1, 1]) * flipped(kernel)
    window = GridWindow(Window(size[0]), Window(size[1]))
    straight, turned = (
        work_out_convolution(grid, HandLayer(each, np.zeros(1), window))
        for each in (kernel, flipped(kernel))
    )
    note = flip_note(kernel, straight, turned)
    lines = kernel[..., 0, 0].tolist()
    is_symmetric = lines == [row[::-1] for row in lines[::-1]]
    is_opposite = all(
        value == -lines[size[0] - 1 - row][size[1] - 1 - column]
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
    )
    differ = sum(
        not np.isclose(one, other)
        for one, other in zip(straight.sums.flat, turned.sums.flat, strict=True)
    )
    assert ("does not change this kernel" in note) == is_symmetric, note
    assert ("both give the same" in note) == (differ == 0), note
    if differ:
        told = re.search(r"(\d+) of (\d+) sums? differs?\.", note)
        assert told, note
        assert [int(told[1]), int(told[2])] == [differ, straight.sums.size]
        assert ("opposite sign" in note) == is_opposite


def check_matrices(draw: random.Random, _case: NetworkCase) -> None:
    grid, filters = random_grid(draw, draw.choice([1, 3])), draw.choice([1, 2])
    rows = Window(draw.randint(1, grid.shape[0]), draw.choice([1, 2]))
    columns = Window(draw.randint(1, grid.shape[1]), 1, 1, draw.choice(["same", "valid"]))
    kernel = np.ones((rows.size, columns.size, grid.shape[-1], filters))
    kernel[0, 0, 0, 0] = draw.choice([0, 1])
    bias = np.full(filters, draw.choice([0.0, 2.0]))
    work = work_out_convolution(grid, HandLayer(kernel, bias, GridWindow(rows, columns)))
    long, wide = work.sums.size // filters, kernel.size // filters
    note = patches_note(work)
    assert f"{long} × {wide} times {wide} × {filters} makes {long} × {filters}." in note
    assert f"{wide} value{'s' * (wide != 1)} ({rows.size} × {columns.size} × " in note
    assert ("before its bias" in note) == bool(bias[0])
    matrix = as_matrix(kernel, work.sweeps)
    told = re.search(
        r"matrix: (\S+) rows?, .*and (\S+) columns?, .*\. (\S+) of its (\S+) places? "
        r"(?:is|are) not 0: ((?:less than |more than )?[\d.]+ %)\.",
        matrix_note(matrix),
    )
    assert told, matrix_note(matrix)
    filled = sum(map(bool, matrix.ravel().tolist()))
    sizes = work.sums.size, grid.size, filled, work.sums.size * grid.size
    assert tuple(map(whole, told.groups()[:4])) == sizes
    assert share(told[5], filled / matrix.size)


def check_part(draw: random.Random, _case: NetworkCase) -> None:
    shape = draw.randint(1, 200), draw.randint(1, 200)
    row, column = draw.randrange(shape[0]), draw.randrange(shape[1])
    part = part_around(shape, row, column)
    assert row in part.rows
    assert column in part.columns
    told = re.findall(r"(\d+) (row|column)s? of (\d+)", part_note(part))
    hidden = {
        name: size - len(shown)
        for name, shown, size in (
            ("row", part.rows, shape[0]),
            ("column", part.columns, shape[1]),
        )
    }
    assert {name: int(number) for number, name, _ in told} == {
        name: number for name, number in hidden.items() if number
    }


SLIDING_RULES: dict[str, Rule] = {
    "figures.convolution.sliding_notes.winner_note": check_winner,
    "figures.convolution.sliding_notes.ties_note": check_ties,
    "figures.convolution.sliding_notes.shift_notes": check_shift,
    "figures.convolution.sliding_notes.causal_notes": check_causal,
    "figures.convolution.sliding_notes.transposed_notes": check_transposed,
    "figures.convolution.sliding_notes.transpose_note": check_transposed,
    "figures.convolution.sliding_notes.flip_note": check_flip,
    "figures.convolution.sliding_notes.patches_note": check_matrices,
    "figures.convolution.sliding_notes.matrix_note": check_matrices,
    "figures.convolution.number_tables.part_note": check_part,
}
