"""What sentences about maps claim, worked out from the values themselves."""

import random
import re
from functools import cache
from math import prod

import numpy as np

from explorer.architecture import layers as kinds
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import LayerSummary, summarize
from explorer.equivariance import Mirror, Shift, respond
from explorer.feature_maps import ChannelStatistics, LayerStatistics, channel_statistics
from explorer.figures.colour_maps import palette
from explorer.figures.map_pictures import scale, signed_scale
from explorer.figures.maps.attribution import Explanation
from explorer.figures.maps.change_notes import change_facts, movement_note
from explorer.figures.maps.class_notes import (
    fit_note,
    formula_note,
    layer_note,
    map_alt,
    map_facts,
    what_is_bright,
)
from explorer.figures.maps.depth_notes import depth_facts
from explorer.figures.maps.excitation import nothing_excites, patch_note, picture_growth_note
from explorer.figures.maps.feature_wall import describe_channels
from explorer.figures.maps.histogram import zeros_note
from explorer.fitting import Fit, fitting
from explorer.images.sizing import fit
from explorer.observed import feature_rows
from explorer.words import listed
from tests.figures.sentences.cases import (
    NetworkCase,
    Rule,
    field_sizes,
    sizes_along,
)
from tests.figures.sentences.network_rules import grid_layers
from tests.figures.sentences.reading import NUMBER, SHARE, share, sides, three, whole

MOST_VALUES = 50_000
Values = np.ndarray  # type: ignore[type-arg]
EXPLANATIONS: tuple[Explanation, ...] = (
    "Grad-CAM",
    "guided Grad-CAM",
    "guided saliency",
    "saliency",
)


def random_values(draw: random.Random, shape: tuple[int, ...]) -> Values:
    """Activations: none, one, all the same, or many, on one of several scales."""
    generator = np.random.default_rng(draw.randrange(10**6))
    values = generator.random(shape) * draw.choice([1e-4, 1, 5000])
    values[generator.random(shape) < draw.choice([0, 0.5, 0.999])] = 0
    if draw.random() < 0.2:
        values[:] = draw.choice([0, 7])
    return values.astype(np.float32)


@cache
def vgg16_at(side: int) -> tuple[tuple[LayerSummary, ...], dict[str, int]]:
    """VGG16's layers for a square picture, and their fields by name."""
    network = PRESETS["vgg16-no-top"]
    return summarize(network, (side, side, 3)), field_sizes(network.layers, side)


def few_enough(rows: tuple[LayerSummary, ...]) -> bool:
    """Whether a case has layers with feature maps, and few enough values to draw."""
    return bool(rows) and sum(prod(row.output_shape) for row in rows) < MOST_VALUES


def random_statistics(draw: random.Random, rows: tuple[LayerSummary, ...]) -> list[LayerStatistics]:
    """Facts about layers as a photo might give them, with ties and zeros."""
    found = []
    for row in rows:
        channels = row.output_shape[-1]
        high = draw.choice([0.0, 1.5, 1234.5])
        dead = draw.choice([0, channels]) if high else channels
        zero = 1.0 if not high else draw.choice([0.0, 0.5, 0.99999, 1e-6])
        found.append(LayerStatistics(channels, 0.0, high, high / 7, zero, dead))
    return found


def check_depth(draw: random.Random, case: NetworkCase) -> None:
    rows = feature_rows(case.rows)
    if not few_enough(rows):
        return
    facts = random_statistics(draw, rows)
    sentences = depth_facts(rows, facts)
    places = [case.rows.index(rows[end]) + 1 for end in (0, -1)]
    along = [sizes_along(grid_layers(case), length) for length in case.size]
    _check_sides(sentences[0], [(each[places[0]], each[places[1]]) for each in along], len(rows))
    together = " ".join(sentences)
    for name, amount, last, other in re.findall(
        r"(\S+) writes ([\d,]+) values?, (\S+) ([\d,]+):", together
    ):
        shapes = {row.name: row.output_shape for row in rows}
        values = {row.name: row.num_activations for row in rows}
        assert (whole(amount), whole(other)) == (values[name], values[last])
        assert name in shapes
    shares = [each.share_zero for each in facts]
    most = re.search(
        rf"(\S+) (?:and (\d+) other layers? )?(?:has|have) the most zeros, {SHARE}", together
    )
    fewest = re.search(
        rf"; (\S+) (?:and (\d+) other layers? )?(?:has|have) the fewest, {SHARE}", together
    )
    for found, extreme in ((most, max(shares)), (fewest, min(shares))):
        assert bool(found) == (max(shares) != min(shares))
        if found:
            equals = [
                row.name
                for row, each in zip(rows, facts, strict=True)
                if each.share_zero == extreme
            ]
            assert (found[1], int(found[2] or 0)) == (equals[0], len(equals) - 1), together
            assert share(found[3], extreme)
    highs = [each.high for each in facts]
    first = re.search(
        rf"largest value of all, {NUMBER}, is first reached in (\S+); "
        rf"in (\S+) no value is above {NUMBER}",
        together,
    )
    assert bool(first) == (len({*highs}) > 1)
    if first:
        assert three(first[1], max(highs))
        assert three(first[4].rstrip("."), min(highs))
        assert first[2] == rows[highs.index(max(highs))].name
        assert highs[[row.name for row in rows].index(first[3])] == min(highs)
    dead = [each.num_dead for each in facts]
    assert ("No feature map is dead" in together) == (not any(dead))
    none = re.search(r"; (\d+) of (\d+) layers? (?:has|have) none", together)
    assert not none or (int(none[1]), int(none[2])) == (dead.count(0), len(dead))
    pooled = re.search(
        r"(\S+) keeps the largest value of each window(, so there are fewer zeros)?:", together
    )
    if pooled:
        place = [row.name for row in rows].index(pooled[1])
        assert shares[place] < shares[place - 1]
        layer = rows[place].layer
        assert not pooled[2] or (isinstance(layer, kinds.MaxPool2D) and layer.pool_size > 1)


def _check_sides(sentence: str, along: list[tuple[int, int]], num_layers: int) -> None:
    """Each side's own change, and the channels'."""
    if num_layers == 1:
        assert "is the only layer" in sentence
        return
    folds = {"height": along[0], "width": along[1]}
    both = re.search(r"shrinks (?:about )?([\d.,]+)-fold each way", sentence)
    told = {what: fold for fold, what in re.findall(r"([\d.,]+)-fold in (height|width)", sentence)}
    for what, (before, after) in folds.items():
        text = both[1] if both else told.get(what)
        if text:
            ratio = before / after
            assert abs(float(text.replace(",", "")) - ratio) <= 0.06 * ratio, sentence
            assert after < before, sentence
        if f"keeps its {what}" in sentence:
            assert before == after, sentence
    if "the grid stays" in sentence:
        assert all(before == after for before, after in along), sentence
    elif "the grid shrinks" in sentence and not both:
        assert set(told) == {"height", "width"}, sentence


def check_channels(draw: random.Random, _case: NetworkCase) -> None:
    values = random_values(draw, (draw.randint(1, 9), draw.randint(1, 9), draw.randint(1, 5)))
    statistics: ChannelStatistics = channel_statistics(values)
    for channel, line in enumerate(describe_channels(statistics)):
        one = values[..., channel]
        assert line.startswith(f"Channel {channel}: ")
        assert ("dead" in line) == (not one.any())
        if one.any():
            numbers = re.search(
                rf": {NUMBER} to {NUMBER}, mean {NUMBER}, variance {NUMBER}, {SHARE} zeros", line
            )
            assert numbers, line
            expected = (one.min(), one.max(), one.mean(dtype=float), one.var(dtype=float))
            for text, number in zip(numbers.groups()[:4], expected, strict=True):
                assert three(text.rstrip(","), float(number)), line
            assert share(numbers[5], float((one == 0).mean())), line
    note = zeros_note(values)
    told = re.match(rf"([\d,]+) of ([\d,]+) units? (?:is|are) 0 \({SHARE}\)\.", note)
    assert told
    assert (whole(told[1]), whole(told[2])) == (int((values == 0).sum()), values.size)
    assert share(told[3], float((values == 0).mean())), note


def check_scale(draw: random.Random, _case: NetworkCase) -> None:
    low, high = draw.choice([(0.0, 0.0), (0.0, 12.5), (-3.25, 1e5)])
    told = scale(palette("viridis"), low, high, "Response")
    assert ("everywhere" in told) == (low == high)
    assert low == high or three(re.search(rf"to {NUMBER}\"", told)[1], high)  # type: ignore[index]
    assert ("0 everywhere" in signed_scale(high, "Difference")) == (high == 0)


def check_change(draw: random.Random, case: NetworkCase) -> None:
    rows = feature_rows(case.rows)
    if not few_enough(rows):
        return
    network, (height, width) = case.network, case.size
    fields = {row.name: row.receptive_field for row in rows if row.receptive_field}
    movement = draw.choice(
        [None, Mirror(), Shift(draw.randint(-9, 9) or 1, 0), Shift(0, draw.choice([-32, 2, 5]))]
    )
    first = {row.name: random_values(draw, row.output_shape) for row in rows}
    second = {
        name: draw.choice([each, random_values(draw, each.shape)]) for name, each in first.items()
    }
    responses = {
        name: respond(each, second[name], fields[name], (height, width), movement)
        for name, each in first.items()
    }
    together = " ".join(change_facts(rows, responses, movement))
    largest = {name: _difference(first[name], second[name]) for name in fields}
    told = re.search(r"maps differ most in (\S+), by (\S+), and by (\S+) in (\S+?)[,.]", together)
    assert bool(told) == any(value > 0 for value in largest.values())
    if told:
        assert _same(told[2], max(largest.values())), together
        assert _same(told[3], largest[rows[-1].name]), together
        assert largest[told[1]] >= max(largest.values()) - 1e-6
    strides = _strides(network, height)
    for row in rows:
        note = movement_note(row, movement, responses[row.name])
        apart = re.search(r"Units of \S+ lie (\d+) px apart", note)
        if apart and isinstance(movement, Shift):
            pixels = abs(movement.down or movement.right)
            assert int(apart[1]) == strides[row.name]
            assert ("not a whole number" in note) == bool(pixels % strides[row.name])
    zeros_move = re.search(r"the zeros of the padding do not move along", together)
    assert not zeros_move or any(_pads(row) for row in rows), together


def _difference(first: Values, second: Values) -> float:
    """The length of the difference over the root mean square of both lengths."""
    one, other = first.astype(float).ravel(), second.astype(float).ravel()
    mean = (one @ one + other @ other) / 2
    return float(np.sqrt((one - other) @ (one - other) / mean)) if mean else 0.0


def _same(text: str, value: float) -> bool:
    return (
        value < 0.001 if text.startswith("<") else abs(float(text.rstrip(".,")) - value) <= 0.00051
    )


def _pads(row: LayerSummary) -> bool:
    return any(
        sweep is not None and sweep.pad_before + sweep.pad_after
        for sweep in (row.rows, row.columns)
    )


def _strides(network: Network, height: int) -> dict[str, int]:
    """The distance between units of each layer: all strides up to it, multiplied."""
    found, so_far = {}, 1
    for layer in network.layers:
        so_far *= getattr(layer, "stride", 1)
        found[layer.name] = so_far
    return found


def check_attribution(draw: random.Random, _case: NetworkCase) -> None:
    rows, fields = vgg16_at(224)
    row = draw.choice([each for each in rows if isinstance(each.layer, kinds.Conv2D)])
    field = fields[row.name]
    explanation = draw.choice(EXPLANATIONS)
    shape = row.output_shape[:2] if explanation == "Grad-CAM" else (40, 30)
    values = random_values(draw, shape)
    facts, alt = (
        " ".join(map_facts(explanation, values, row)),
        map_alt(explanation, values, "a cat"),
    )
    assert ("0 everywhere" in alt) == (" 0: " in facts) == (not values.any())
    if values.any():
        told = re.search(
            rf"Largest: {NUMBER}(?: logits per grey level)?, in row (\d+), column (\d+)", facts
        )
        assert told
        assert values[int(told[2]), int(told[3])] == values.max(), facts
        assert three(told[1].rstrip(","), float(values.max()))
        zeros = re.search(rf"{SHARE} of the units are 0", facts)
        assert not zeros or share(zeros[1], float((values == 0).mean())), facts
        above = re.search(
            rf"begins at {NUMBER}; (?:{SHARE} of the pixels lie|no pixel lies) above", facts
        )
        if above:
            top = np.percentile(values, 99) or values.max()
            assert three(above[1].rstrip(";"), float(top)), facts
            lie = float((values > top).mean())
            assert share(above[2], lie) if above[2] else lie == 0, facts
    note, last = layer_note(row, rows[-2]), fields["block5_conv3"]
    assert f"{field}×{field} px" in note
    assert "of the photo" not in note
    assert ("finer grid" in note) == (row.output_shape[0] > 14)
    assert row.name == "block5_conv3" or f"{last}×{last} px" in note
    reads = explanation in {"Grad-CAM", "guided Grad-CAM"}
    assert (
        f"the {row.output_shape[-1]} feature maps of {row.name}" in formula_note(explanation, row)
    ) == reads
    assert "a cat" in what_is_bright(explanation, "a cat")


def check_fit(draw: random.Random, _case: NetworkCase) -> None:
    height, width, judged = draw.randint(1, 1024), draw.randint(1, 1024), (224, 224)
    how: Fit = draw.choice(["crop", "squeeze", "pad"])
    note = fit_note(fitting((height, width), judged, how))
    assert sides(re.search(r"the photo of (\S+) px", note)[1]) == (height, width)  # type: ignore[index]
    if "proportions fit" in note:
        assert 0.99 < height / width < 1.01
    elif how == "squeeze":
        factor, which = re.search(r"looks ([\d.]+) times (wider|narrower)", note).groups()  # type: ignore[union-attr]
        assert (which == "wider") == (height > width), note
        assert abs(float(factor) - max(height, width) / min(height, width)) < 0.0051, note
    elif how == "pad":
        pixels = fit(np.zeros((height, width, 3), np.uint8), judged, "pad").any(axis=-1)
        part, where = re.search(rf"{SHARE} of the input holds no photo \((.+)\)", note).groups()  # type: ignore[union-attr]
        assert share(part, pixels.mean()), note
        edges = {"above": pixels[0], "below": pixels[-1], "left": pixels[:, 0]}
        edges["right"] = pixels[:, -1]
        assert where == listed([side for side, edge in edges.items() if edge.all()]), note
    else:
        part, where = re.search(
            rf"{SHARE} of it is cut off on each side, (above and below|left and right)", note
        ).groups()  # type: ignore[union-attr]
        assert (where == "above and below") == (height > width), note
        assert share(part, (1 - min(height, width) / max(height, width)) / 2), note


def check_excitation(draw: random.Random, _case: NetworkCase) -> None:
    steps = draw.choice([1, 60])
    done = draw.randint(0, steps)
    activations = [draw.choice([0.0, 0.25, 300.0]) for _ in range(done + 1)]
    photo = draw.choice([0.0, 12.5])
    note = picture_growth_note(activations, steps, photo)
    assert ("nothing" in note.lower()) == (activations[-1] == 0)
    assert (nothing_excites(done, steps) in note) == (activations[-1] == 0)
    noise = re.search(rf"The noise had {NUMBER}(?: \(now {NUMBER} times that\))?", note)
    assert noise
    assert three(noise[1].rstrip(".;"), activations[0]), note
    assert not noise[2] or three(noise[2], activations[-1] / activations[0]), note
    seen = re.search(rf"the photo has {NUMBER}", note)
    assert seen
    assert three(seen[1].rstrip("."), photo), note
    rows, fields = vgg16_at(64)
    row = draw.choice(rows)
    field = fields[row.name]
    told = patch_note(row, (3, 4), photo, photo / 3)
    assert f"row 3, column 4 responds most: {photo:.3g}." in told
    assert f"{field}×{field} px" in told


MAP_RULES: dict[str, Rule] = {
    "figures.maps.depth_notes.depth_facts": check_depth,
    "figures.maps.feature_wall.describe_channels": check_channels,
    "figures.maps.histogram.zeros_note": check_channels,
    "figures.map_pictures.scale": check_scale,
    "figures.map_pictures.signed_scale": check_scale,
    "figures.maps.change_notes.movement_note": check_change,
    "figures.maps.change_notes.change_facts": check_change,
    "figures.maps.class_notes.map_facts": check_attribution,
    "figures.maps.class_notes.map_alt": check_attribution,
    "figures.maps.class_notes.layer_note": check_attribution,
    "figures.maps.class_notes.formula_note": check_attribution,
    "figures.maps.class_notes.what_is_bright": check_attribution,
    "figures.maps.class_notes.fit_note": check_fit,
    "figures.preprocessing.fitting_note.cost_of_fitting": check_fit,
    "figures.maps.excitation.picture_growth_note": check_excitation,
    "figures.maps.excitation.nothing_excites": check_excitation,
    "figures.maps.excitation.patch_note": check_excitation,
}
