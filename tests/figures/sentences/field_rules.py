"""What sentences about receptive fields claim, worked out by following units and counting px."""

import random
import re
from collections.abc import Sequence
from functools import cache
from math import sqrt

import numpy as np

from explorer.architecture import layers as kinds
from explorer.architecture.fields.effective import Unit, even_spread, spread
from explorer.architecture.fields.growth import doubling, growth, layers_along
from explorer.architecture.fields.profiles import (
    AtDepth,
    KernelWeights,
    by_depth,
    kernels,
    profile,
)
from explorer.architecture.fields.random_networks import random_profile
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import Box, FieldAlong, ReceptiveField
from explorer.architecture.stacks.stacks import field_size, windows_of
from explorer.architecture.summary import summarize
from explorer.figures.fields.growth_notes import (
    doubling_notes,
    growth_note,
    unit_notes,
    window_in_words,
)
from explorer.figures.fields.measured_notes import (
    average_note,
    box_note,
    layer_notes,
    measured_spread_notes,
    square_note,
)
from explorer.figures.fields.profile_notes import (
    depth_notes,
    gap_notes,
    layers_note,
    profile_spread_notes,
    relu_notes,
)
from tests.architecture.brute_force import Slide
from tests.figures.sentences.cases import (
    NetworkCase,
    Rule,
    chain_along,
    ends_of,
    sizes_along,
)
from tests.figures.sentences.network_rules import grid_layers
from tests.figures.sentences.reading import (
    NUMBER,
    SHARE,
    indices,
    printed,
    share,
    sides,
    three,
    whole,
)

LARGEST_PICTURE = 64
"""px a side, for what is followed unit by unit."""


def check_growth(draw: random.Random, case: NetworkCase) -> None:
    chain = chain_along(case.network.layers, case.size[0])
    rows = growth(layers_along(case.rows, "rows"))
    depth = draw.randint(1, len(chain))
    note = growth_note(rows[:depth])
    first, last = ends_of(chain[:depth], 0)
    before = ends_of(chain[: depth - 1], 0)
    numbers = [whole(each) for each in re.findall(r"([\d,]+) px", note)]
    field, smaller = last - first + 1, before[1] - before[0] + 1
    assert numbers[-4:] == [field - smaller, smaller, field, field], note
    steps = re.search(r"1 \+ ([\d +]+) = ", note)
    assert steps
    assert 1 + sum(map(int, steps[1].split(" + "))) == field, note
    for row, slide in zip(rows, chain, strict=True):
        words = window_in_words(row.window)
        size = re.match(r"(\d+)×\1", words)
        zeros = re.fullmatch(r"(\d+) zeros? around", words)
        stride = re.search(r"stride (\d+)", words)
        dilation = re.search(r"dilation (\d+)", words)
        if zeros:
            assert (slide.taps, slide.before) == ((0,), int(zeros[1]))
        else:
            assert size
            assert int(size[1]) == len(slide.taps)
            assert (int(stride[1]) if stride else 1) == slide.stride
            gaps = {second - one for one, second in zip(slide.taps, slide.taps[1:], strict=False)}
            assert not gaps or gaps == {int(dilation[1]) if dilation else 1}


def followed(chain: Sequence[Slide], sizes: Sequence[int], unit: int) -> tuple[list[set[int]], int]:
    """What a unit sees of each level, the input first, and how many zeros it meets on the way."""
    levels, zeros = [{unit}], 0
    for slide, size in zip(reversed(chain), reversed(sizes), strict=True):
        read = {
            each * slide.stride - slide.before + tap for each in levels[0] for tap in slide.taps
        }
        levels.insert(0, {place for place in read if 0 <= place < size})
        zeros += len(read) - len(levels[0])
    return levels, zeros


def check_unit(draw: random.Random, case: NetworkCase) -> None:
    if max(case.size) > LARGEST_PICTURE or not chain_along(case.network.layers, case.size[0]):
        return
    layers = [layer for layer in grid_layers(case) if windows_of([layer])]
    along = [sizes_along(layers, length) for length in case.size]
    chains = [chain_along(layers, length) for length in case.size]
    depth = draw.randint(1, len(layers))
    position = tuple(draw.randrange(sizes[depth]) for sizes in along)
    told = [
        followed(chain[:depth], sizes[:depth], at)
        for chain, sizes, at in zip(chains, along, position, strict=True)
    ]
    rows, columns = (layers_along(case.rows, axis) for axis in ("rows", "columns"))  # type: ignore[arg-type]
    first, *others = unit_notes(rows, columns, depth, position)  # type: ignore[arg-type]
    found = re.fullmatch(
        r"It sees (.+?) and ((?:no )?columns?.*|\d+ columns.*) of the input, counted from 0\.",
        first,
    )
    assert found, first
    for text, (levels, _) in zip(found.groups(), told, strict=True):
        seen = indices(text)
        assert seen == levels[0] if seen is not None else whole(text.split()[0]) == len(levels[0])
    zeros = [number for _, number in told]
    padding = [each for each in others if "padding zeros" in each]
    assert bool(padding) == any(zeros)
    assert not padding or [int(n) for n in re.findall(r"\d+", padding[0])] == zeros
    readers = [[{at} for at in position]]
    for step in range(depth, len(layers)):
        sizes = [each[step + 1] for each in along]
        readers.append(
            [
                {
                    unit
                    for unit in range(size)
                    if {
                        unit * chain[step].stride - chain[step].before + tap
                        for tap in chain[step].taps
                    }
                    & lit
                }
                for size, chain, lit in zip(sizes, chains, readers[-1], strict=True)
            ]
        )
    lost = next((number for number, each in enumerate(readers) if not all(each)), None)
    reached = [each for each in others if each not in padding]
    if lost is not None:
        assert reached == [
            f"{layers[depth + lost - 1].name} leaves it out, so no unit from there on sees it."
        ]
    elif depth < len(layers):
        (seen_by,) = reached
        pair = re.match(r"(\S+) of the (\S+) units? of", seen_by)
        assert pair
        assert sides(pair[1]) == tuple(map(len, readers[-1])), seen_by
        assert sides(pair[2]) == tuple(sizes[-1] for sizes in along), seen_by


def check_doubling(_draw: random.Random, case: NetworkCase) -> None:
    layers = [layer for layer in grid_layers(case) if windows_of([layer])]
    if not layers:
        return
    chain = chain_along(layers, case.size[0])
    right, wrong, shortcut = [], [], 1
    for depth, slide in enumerate(chain, 1):
        first, last = ends_of(chain[:depth], 0)
        right.append(last - first + 1)
        shortcut = slide.stride * (shortcut - 1) + slide.taps[-1] + 1
        wrong.append(shortcut)
    notes = list(doubling_notes(doubling(layers_along(case.rows, "rows"))))
    differ = [
        place for place, pair in enumerate(zip(right, wrong, strict=True)) if pair[0] != pair[1]
    ]
    assert ("Here both ways give the same field" in notes[0]) == (not differ)
    if not differ:
        return
    place = differ[0]
    assert notes[0].startswith(f"It is wrong from {layers[place].name} on:")
    before = right[place - 1] if place else 1
    numbers = [whole(each) for each in re.findall(r"([\d,]+) px", notes[0])]
    expected = [before, wrong[place], right[place] - before, right[place]]
    assert [number for number in numbers if number != 1 or 1 in expected][
        -len(expected) :
    ] == expected or set(expected) <= set(numbers), notes[0]
    jump = np.prod([slide.stride for slide in chain[:place]], dtype=int)
    gap = chain[place].taps[1] - chain[place].taps[0] if len(chain[place].taps) > 1 else 1
    assert ("more than 1 px apart" not in notes[0]) or jump * gap > 1, notes[0]
    for name, size in re.findall(r"(\S+) \(([\d,]+) px\)", " ".join(notes[1:])):
        at = [layer.name for layer in layers].index(name)
        assert right[at] == wrong[at] == whole(size)
        assert at > place
    end = [note for note in notes if note.startswith("At the end")]
    assert bool(end) == (right[-1] != wrong[-1])
    assert not end or [whole(n) for n in re.findall(r"([\d,]+) px", end[0])] == [
        wrong[-1],
        right[-1],
    ]


def random_field(draw: random.Random) -> tuple[Box, np.ndarray]:  # type: ignore[type-arg]
    """A unit's box and a measured field in it, on a photo of any size."""
    photo = draw.randint(1, 60), draw.randint(1, 60)
    size, stride = draw.randint(1, 40), draw.choice([1, 2, 16])
    padding, padding_left = draw.randint(0, size - 1), draw.randint(0, size - 1)
    field = ReceptiveField(
        FieldAlong(size, stride, padding), FieldAlong(size, stride, padding_left)
    )
    box = field.box(
        (draw.randrange(-(-photo[0] // stride)), draw.randrange(-(-photo[1] // stride)))
    )
    values = np.zeros(photo)
    generator = np.random.default_rng(draw.randrange(10**6))
    inside = np.s_[
        max(box.top, 0) : max(box.bottom + 1, 0), max(box.left, 0) : max(box.right + 1, 0)
    ]
    kind = draw.choice(["even", "rough", "one", "none"])
    if kind == "even":
        values[inside] = 1
    elif kind == "rough":
        values[inside] = generator.random(values[inside].shape) ** draw.choice([1, 9])
    elif kind == "one" and values[inside].size:
        values[inside][0, 0] = 1
    return box, values


def check_measured(draw: random.Random, _case: NetworkCase) -> None:
    box, values = random_field(draw)
    (height, width), _size = values.shape, box.height
    rows, columns = np.arange(box.top, box.bottom + 1), np.arange(box.left, box.right + 1)
    on_rows = (rows >= 0) & (rows < height)
    on_columns = (columns >= 0) & (columns < width)
    seen = np.outer(on_rows, on_columns)
    if not seen.any():
        return
    note = box_note(box, values.shape)
    ends = tuple(
        int(each.replace("−", "-"))
        for each in re.match(
            r"In theory, it can see rows (\S+) to (\S+) and columns (\S+) to (\S+),", note
        ).groups()
    )  # type: ignore[union-attr]
    assert ends == (rows[0], rows[-1], columns[0], columns[-1])
    assert ("All of it lies on the photo" in note) == bool(seen.all())
    if not seen.all():
        assert f"Only {on_rows.sum()}×{on_columns.sum()} px of it" in note
        assert share(re.search(rf"{SHARE} is padding", note)[1], 1 - seen.mean()), note  # type: ignore[index]
        outside = {
            "above": (rows < 0).sum(),
            "below": (rows >= height).sum(),
            "left of": (columns < 0).sum(),
            "right of": (columns >= width).sum(),
        }
        told = {
            side: int(number)
            for number, side in re.findall(
                r"(\d+) (?:row|column)s? (above|below|left of|right of) it", note
            )
        }
        assert told == {side: number for side, number in outside.items() if number}
    _check_squares(draw, box, values, int(seen.sum()))


def _check_squares(draw: random.Random, box: Box, values: np.ndarray, num_seen: int) -> None:  # type: ignore[type-arg]
    found, (height, width) = spread(values, box.centre), values.shape
    note = square_note(found, box, values.shape)
    first, used, *_ = measured_spread_notes(
        {"trained": found}, even_spread(box, height, width), box, values.shape
    )
    assert first == box_note(box, values.shape)
    assert ("no pixel counts" in note.lower()) == ("no pixel counts" in used) == (not values.any())
    if not values.any():
        return
    side = int(re.search(r"within (\d+) px", note)[1])  # type: ignore[index]
    distances = np.maximum.outer(
        abs(np.arange(height) - box.centre[0]), abs(np.arange(width) - box.centre[1])
    )
    held = values[2 * distances + 1 <= side + 1e-9].sum() / values.sum()
    smaller = values[2 * distances + 1 <= side - 2 + 1e-9].sum() / values.sum()
    assert smaller - 1e-9 < 0.9545 < held + 1e-9, note
    part = re.search(rf"^{SHARE} of the mass", note[0].lower() + note[1:])
    assert share(part[1], held) if part else held > 1 - 1e-12, note
    strong = int((values > (1 - 0.9545) * values.max()).sum())
    count, of_all = re.search(r"([\d,]+) of ([\d,]+) pixels? (?:has|have)", used).groups()  # type: ignore[union-attr]
    assert (whole(count), whole(of_all)) == (strong, num_seen)
    root = re.search(r"√([\d,]+) = (\S+) px", used)
    assert root
    assert whole(root[1]) == strong
    assert three(root[2], sqrt(strong))


def check_average(draw: random.Random, _case: NetworkCase) -> None:
    unit = Unit("block3_conv2", (draw.randint(0, 9), draw.randint(0, 9)), draw.choice([None, 0, 7]))
    over, number = draw.choice(["positions", "channels", "photos"]), draw.randint(1, 50)
    note = average_note(over, number, number, unit)
    assert f"{number} " in note
    assert "block3_conv2" in note
    assert ("all channels together" in note) == (unit.channel is None and over != "channels")


def check_layers_measured(draw: random.Random, _case: NetworkCase) -> None:
    shape = draw.randint(32, 300), draw.randint(32, 300), 3
    rows = [
        row
        for row in summarize(PRESETS["vgg16-no-top"], shape)
        if isinstance(row.layer, kinds.Conv2D)
    ]
    measured = []
    for row in (rows[0], rows[-1]):
        field = row.receptive_field
        assert field is not None
        box = field.box((row.output_shape[0] // 2, row.output_shape[1] // 2))
        measured.append(even_spread(box, *shape[:2]))
    notes = list(layer_notes((rows[0], rows[-1]), {"trained": measured}))
    assert "from 3 px to 196 px" in notes[0]
    beyond = [
        row for row in (rows[0], rows[-1]) if _leaves(row.receptive_field, row.output_shape, shape)
    ]
    told = [note for note in notes if "part of the box is padding" in note]
    assert bool(told) == bool(beyond)
    assert not told or told[0].startswith(f"From {beyond[0].name} on")
    squares = re.search(r"square goes from ([\d,]+) px to ([\d,]+) px", notes[-1])
    assert squares
    assert [whole(each) for each in squares.groups()] == [each.side for each in measured]


def _leaves(field: ReceptiveField | None, grid: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """Whether the middle unit's field has a px outside the photo."""
    assert field is not None
    both = (field.height, field.width)
    starts = [
        at // 2 * along.effective_stride - along.effective_padding
        for at, along in zip(grid, both, strict=False)
    ]
    return any(
        start < 0 or start + along.size > side
        for start, along, side in zip(starts, both, shape, strict=False)
    )


def random_layers(draw: random.Random) -> tuple[kinds.Layer, ...]:
    """One to five convolutions and poolings whose field is at most 300 px."""
    while True:
        layers = tuple(
            draw.choice(
                [
                    kinds.Conv2D(
                        f"conv{n}",
                        1,
                        draw.choice([1, 2, 3, 5, 15]),
                        *draw.choice([(1, "same", 1), (2, "same", 1), (1, "valid", 3)]),
                    ),  # type: ignore[arg-type]
                    kinds.MaxPool2D(f"pool{n}", draw.choice([1, 2, 3]), draw.choice([1, 2, 3])),
                ]
            )
            for n in range(draw.choice([1, 1, 2, 3, 5]))
        )
        if field_size(windows_of(layers)) <= 300:
            return layers


def impulses(layers: Sequence[kinds.Layer], weights: Sequence[KernelWeights]) -> np.ndarray:  # type: ignore[type-arg]
    """What each px adds to one unit, path by path; a pooling takes means."""
    places = {0: 1.0}
    for layer, kernel in zip(reversed(layers), reversed(weights), strict=True):
        (window,) = windows_of([layer])
        taps = kernel if isinstance(layer, kinds.Conv2D) else (1 / window.size,) * window.size
        read: dict[int, float] = {}
        for place, value in places.items():
            for tap, weight in enumerate(taps):
                at = place * window.stride + tap * window.dilation
                read[at] = read.get(at, 0.0) + value * weight
        places = read
    found = np.zeros(max(places) + 1)
    for place, value in places.items():
        found[place] = value
    shares: np.ndarray = found / found.sum()  # type: ignore[type-arg]
    return shares


def deviation_of(shares: np.ndarray) -> float:  # type: ignore[type-arg]
    """The root of the mean of squares minus the square of the mean."""
    places = np.arange(len(shares), dtype=float)
    return sqrt(max(float(shares @ places**2) - float(shares @ places) ** 2, 0))


def check_profiles(draw: random.Random, _case: NetworkCase) -> None:
    layers, kind = random_layers(draw), draw.choice(["uniform", "binomial", "random"])
    weights = kernels(layers, kind, draw.randrange(99))  # type: ignore[arg-type]
    expected = impulses(layers, weights)
    note = layers_note(windows_of(layers), weights)
    told = re.search(r"([\d.,]+) px\.$", note)
    assert told
    assert abs(float(told[1].replace(",", "")) - deviation_of(expected)) < 1e-3, note
    counted = np.flatnonzero(expected >= (1 - 0.9545) * expected.max() * (1 - 1e-12))
    gaps = list(gap_notes(profile(windows_of(layers), weights)))
    assert bool(gaps) == (counted[-1] - counted[0] + 1 > len(counted))
    if gaps:
        numbers = [whole(each) for each in re.findall(r"([\d,]+) px", gaps[0])]
        assert numbers == [len(counted), counted[-1] - counted[0] + 1]
        assert not re.search(r"dilation|stride|because", gaps[0])


def check_random_networks(draw: random.Random, _case: NetworkCase) -> None:
    layers = random_layers(draw)
    uniform = impulses(layers, kernels(layers, "uniform"))
    seed, few = draw.randrange(999), {"num_draws": 3, "channels": 2}
    linear, relu = (random_profile(layers, kind, seed=seed, **few) for kind in ("linear", "relu"))  # type: ignore[arg-type]
    one = random_profile(layers, "relu", seed=seed, num_draws=1, channels=1)
    notes = list(relu_notes(layers, uniform, linear, relu, one))
    weighty = sum(isinstance(layer, kinds.Conv2D) for layer in layers)
    together = " ".join(notes)
    assert ("all four profiles are the same" in together) == (not weighty)
    if not weighty:
        for each in (linear, relu, one):
            np.testing.assert_allclose(each, uniform, atol=1e-12)
        return
    told = re.findall(
        rf"(?:{NUMBER} px|(\?)) (?:with uniform|for the mean|with it|for the one)", notes[0]
    )
    for (number, unknown), shares in zip(told, (uniform, linear, relu, one), strict=True):
        assert bool(unknown) == (not shares.any())
        assert unknown or abs(float(number.replace(",", "")) - deviation_of(shares)) < 1e-3 * (
            1 + deviation_of(shares)
        )
    if "both means are the same" in together:
        np.testing.assert_array_equal(linear, relu)
    assert ("close every path" in together) == (weighty > 1 and not one.any())
    assert (
        "is wider than" not in together or deviation_of(linear) > 1.01 * deviation_of(uniform) > 0
    )


@cache
def all_depths(size: int) -> tuple[AtDepth, ...]:
    """Both fields of 1 to 100 layers."""
    return by_depth(size, range(1, 101))


def check_depths(draw: random.Random, _case: NetworkCase) -> None:
    size, most = draw.choice([3, 5, 7]), draw.randint(8, 100)
    theoretical, effective, _ = depth_notes(all_depths(size)[:most], size)
    first, last = map(int, re.search(r"From (\d+) to (\d+) layers", theoretical).groups())  # type: ignore[union-attr]
    assert last == most
    assert 4 * first >= most > 4 * (first - 1)
    fields, paths = [], []
    for depth in (first, last):
        counts = np.ones(1)
        for _ in range(depth):
            counts = np.convolve(counts, np.full(size, 1 / size))
        fields.append(len(counts))
        paths.append(int((counts >= (1 - 0.9545) * counts.max()).sum()))
    for note, numbers in ((theoretical, fields), (effective, paths)):
        pair, times = re.search(r"from ([\d,]+ px to [\d,]+) px, times (\d+\.\d+)", note).groups()  # type: ignore[union-attr]
        assert [whole(each) for each in pair.split(" px to ")] == numbers
        assert printed(times, numbers[1] / numbers[0])
    before, after = re.search(rf"falls from {SHARE} to {SHARE}", effective).groups()  # type: ignore[union-attr]
    parts = [few / many for few, many in zip(paths, fields, strict=True)]
    assert share(before, parts[0])
    assert share(after, parts[1])
    assert parts[1] < parts[0]


def check_one_and_stack(draw: random.Random, _case: NetworkCase) -> None:
    repeats = draw.randint(1, 12)
    size = 2 * repeats + 1
    one, *others = profile_spread_notes(repeats)
    variance = deviation_of(np.full(size, 1 / size)) ** 2
    assert (
        abs(float(re.search(r"= ([\d.,]+) px\.$", one)[1].replace(",", "")) - sqrt(variance)) < 1e-4
    )  # type: ignore[index]
    if repeats > 1:
        counts = np.ones(1)
        for _ in range(repeats):
            counts = np.convolve(counts, np.ones(3) / 3)
        assert printed(re.search(r"= ([\d.,]+) px\.$", others[0])[1], deviation_of(counts))  # type: ignore[index]
        top, _, bottom = re.search(r"The stack has (\S+) of the variance", others[1])[1].partition(
            "/"
        )  # type: ignore[index]
        assert (
            int(top) / int(bottom or 1) == np.float64(deviation_of(counts) ** 2 / variance).round(9)
            or abs(int(top) / int(bottom or 1) - deviation_of(counts) ** 2 / variance) < 1e-9
        )
    assert f"{2 * size + 1} px" in others[-1]


FIELD_RULES: dict[str, Rule] = {
    "figures.fields.growth_notes.growth_note": check_growth,
    "figures.fields.growth_notes.window_in_words": check_growth,
    "figures.fields.growth_notes.unit_notes": check_unit,
    "figures.fields.growth_notes.doubling_notes": check_doubling,
    "figures.fields.measured_notes.box_note": check_measured,
    "figures.fields.measured_notes.square_note": check_measured,
    "figures.fields.measured_notes.measured_spread_notes": check_measured,
    "figures.fields.measured_notes.average_note": check_average,
    "figures.fields.measured_notes.layer_notes": check_layers_measured,
    "figures.fields.profile_notes.layers_note": check_profiles,
    "figures.fields.profile_notes.gap_notes": check_profiles,
    "figures.fields.profile_notes.relu_notes": check_random_networks,
    "figures.fields.profile_notes.depth_notes": check_depths,
    "figures.fields.profile_notes.profile_spread_notes": check_one_and_stack,
}
