"""What sentences about networks claim, worked out by walking windows and counting."""

import random
import re
from math import prod

import pytest

from explorer.architecture import layers as kinds
from explorer.architecture.limits import LARGEST_SIDE, check_limits, check_values, values_of
from explorer.architecture.network.block_results import block_results
from explorer.architecture.network.changes import describe_changes
from explorer.architecture.network.comparison import compare_networks
from explorer.architecture.network.sense import sense_notes
from explorer.architecture.summary import summarize
from explorer.figures.network.budget_notes import budget_facts, conventions_note
from explorer.figures.network.comparison import network_differences
from explorer.figures.network.derivations import derivations, weight_layer_note
from explorer.figures.network.input_sizes import size_note
from explorer.figures.network.notes import (
    all_note,
    field_note,
    seen_words,
    shape_notes,
    stride_note,
    stride_notes,
)
from tests.architecture.brute_force import rows_unreached
from tests.figures.sentences.cases import (
    NetworkCase,
    Rule,
    counted,
    field_sizes,
    fits,
    fitting_case,
    random_head,
    random_network,
    random_shape,
    seen_along,
    sizes_along,
    slide_along,
)
from tests.figures.sentences.reading import SHARE, amount_of, indices, share, sides, whole

GRIDS = (kinds.Flatten, kinds.GlobalPool)
WORKED_OUT_UP_TO = 300
"""px a side: units of larger grids take too long to follow one by one."""


def grid_layers(case: NetworkCase) -> list[kinds.Layer]:
    """The layers before the head."""
    names = [isinstance(layer, GRIDS) for layer in case.network.layers]
    return list(case.network.layers[: names.index(True) if any(names) else None])


def check_shape_notes(_draw: random.Random, case: NetworkCase) -> None:
    expected = {}
    layers = grid_layers(case)
    along = [sizes_along(layers, length) for length in case.size]
    for place, layer in enumerate(layers):
        left_out = []
        for sizes in along:
            slide, _ = slide_along(layer, sizes[place])
            left_out.append(set(rows_unreached(slide, sizes[place])) if slide else set())
        if any(left_out):
            grids = tuple(tuple(sizes[place + step] for sizes in along) for step in (0, 1))
            expected[layer.name] = left_out, grids
    notes = shape_notes(case.rows)
    assert len(notes) == len(expected)
    for note in notes:
        found = re.fullmatch(
            r"(\S+) leaves out (.+) of its input, counted from 0: (\S+) becomes (\S+)\.", note
        )
        assert found, note
        left_out, grids = expected[found[1]]
        assert (sides(found[3]), sides(found[4])) == grids, note
        for what, missing in zip(("row", "column"), left_out, strict=True):
            named = re.search(rf"\b{what}s? \d+(?:, \d+)*(?: and \d+)?", found[2])
            number = re.search(rf"([\d,]+) {what}s?", found[2])
            if named:
                assert indices(named[0]) == missing, note
            else:
                assert (whole(number[1]) if number else 0) == len(missing), note


def check_field_note(_draw: random.Random, case: NetworkCase) -> None:
    names = {layer.name for layer in grid_layers(case)}
    fields = field_sizes(case.network.layers, case.size[0])
    fields = {name: size for name, size in fields.items() if name in names}
    note, shorter = field_note(case.rows), min(case.size)
    larger = [name for name, size in fields.items() if size > shorter]
    for name, size in re.findall(r"at (\S+)\.$|(?<=on )\(([\d,]+) px\)", note):
        assert not name or fields[name] == max(fields.values()), note
        assert not size or whole(size) == fields[larger[0]], note
    assert ("No field is larger than the picture." in note) == (not larger), note
    if larger:
        assert f"rom {larger[0]} on ({fields[larger[0]]:,} px)" in note
        assert (f"shorter side, {shorter} px" in note) == (len(set(case.size)) > 1)
        before = [name for name in fields if name not in larger]
        last = re.match(r"(\S+) is the last layer whose receptive field \(([\d,]+) px\)", note)
        assert (last is not None) == bool(before), note
        if last:
            assert (last[1], whole(last[2])) == (before[-1], fields[before[-1]]), note


def check_what_is_seen(_draw: random.Random, case: NetworkCase) -> None:
    if max(case.size) > WORKED_OUT_UP_TO:
        return
    fields = field_sizes(case.network.layers, case.size[0])
    seen = tuple(len(seen_along(grid_layers(case), length)) for length in case.size)
    for row in case.rows:
        words = seen_words(case.rows, row)
        if row.name in fields:
            assert words == f"{fields[row.name]:,} px"
        elif seen == case.size:
            assert words == "the whole picture"
        else:
            one, other = re.fullmatch(r"(\S+) of (\S+) px", words).groups()  # type: ignore[union-attr]
            assert (sides(one), sides(other)) == (seen, case.size)
    note = all_note(case.rows)
    assert bool(note) == (len(fields) < len(case.rows))
    assert ("whole picture" in note) == (bool(note) and seen == case.size)
    assert not note or grid_layers(case)[-1].name in note


def check_budget_facts(_draw: random.Random, case: NetworkCase) -> None:
    parameters, work, values = counted(case)
    in_all = sum(values.values()) + prod(case.rows[0].input_shape)
    for fact in budget_facts(case.rows):
        alone = re.search(rf"(\S+) alone holds {SHARE} of the parameters: (\S+) of (\S+)\.$", fact)
        if alone:
            name, part, amount, total = alone.groups()
            assert parameters[name] == max(parameters.values()) == whole(amount), fact
            assert whole(total) == sum(parameters.values()), fact
            assert share(part, parameters[name] / whole(total)), fact
        together = re.search(rf"together hold {SHARE} of the parameters, (\S+) each\.$", fact)
        if together:
            most = [name for name, each in parameters.items() if each == max(parameters.values())]
            assert whole(together[2]) == max(parameters.values()), fact
            assert share(
                together[1], len(most) * max(parameters.values()) / sum(parameters.values())
            )
            assert f"{len(most)} layers" in fact or all(name in fact for name in most), fact
        dense = sum(work[row.name] for row in case.rows if isinstance(row.layer, kinds.Dense))
        for part in re.findall(rf"he dense layers(?: do)? {SHARE}", fact):
            assert share(part, dense / sum(work.values())), fact
        half = re.search(rf"convolutions of blocks? (\d+)(?: (?:and|to) (\d+))? do {SHARE}", fact)
        if half:
            blocks = range(int(half[1]), int(half[2] or half[1]) + 1)
            held = sum(
                number
                for name, number in work.items()
                if "conv" in name and int(re.findall(r"\d+", name)[0]) in blocks
            )
            assert share(half[3], held / sum(work.values())), fact
        memory = re.match(rf"(\w+(?: \d+)?) holds {SHARE} of the activation memory", fact)
        if memory:
            prefix = memory[1].lower().replace(" ", "")
            held = sum(
                number
                for name, number in values.items()
                if name.startswith(f"{prefix}_") or (prefix == "head" and "block" not in name)
            )
            assert share(memory[2], held / in_all), fact
            assert ("nearly half" in fact) == (0.45 <= held / in_all < 0.5), fact


def check_conventions(_draw: random.Random, case: NetworkCase) -> None:
    _, work, values = counted(case)
    note = conventions_note(case.rows)
    total, doubled = re.match(r"(.+?) as counted here .*?; (.+?) if a mult", note).groups()  # type: ignore[union-attr]
    assert amount_of(total, sum(work.values())), note
    assert amount_of(doubled, 2 * sum(work.values())), note
    every = sum(values.values()) + prod(case.rows[0].input_shape)
    assert re.search(rf"\b{every:,} values? in memory", note), note
    weighty = (kinds.Conv2D, kinds.Dense)
    timm = sum(values[row.name] for row in case.rows if isinstance(row.layer, weighty))
    assert f"timm counts the {timm:,} " in note or timm == every, note


def check_differences(draw: random.Random, case: NetworkCase) -> None:
    first = case
    second = (
        first if draw.random() < 0.1 else fitting_case(draw, draw.choice([None, first.network]))
    )
    sentences = network_differences(first.rows, second.rows, ("one", "other"))
    shapes = first.rows[0].input_shape, second.rows[0].input_shape
    same = shapes[0] == shapes[1] and first.network.layers == second.network.layers
    assert (sentences[0].startswith("Nothing differs")) == same
    told = [sentence for sentence in sentences if sentence.startswith("Input: ")]
    assert bool(told) == (shapes[0] != shapes[1])
    for sentence in told:
        pair = re.fullmatch(r"Input: (\S+) → (\S+)\.", sentence)
        assert pair
        assert (sides(pair[1]), sides(pair[2])) == shapes, sentence
    in_all = " ".join(sentence for sentence in sentences if sentence.startswith("In total: "))
    numbers = [counted(case) for case in (first, second)]
    for title, place in (("parameters", 0), ("work", 1)):
        pair = re.search(rf"\b{title} ([^→]+) → ([^,]+(?:,\d+)*[^,]*?)(?:, [a-z]|\.$)", in_all)
        if pair:
            for text, each in zip(pair.groups(), numbers, strict=True):
                assert amount_of(text, sum(each[place].values())), in_all
    alone = {"one": set(), "other": set()}  # type: dict[str, set[str]]
    for pair_ in compare_networks(first.rows, second.rows):
        if pair_.second is None and pair_.first is not None:
            alone["one"].add(pair_.first.name)
        if pair_.first is None and pair_.second is not None:
            alone["other"].add(pair_.second.name)
    for name, names in alone.items():
        (only,) = [each for each in sentences if each.startswith(f"Only {name} has ")] or [""]
        assert bool(only) == bool(names)
        counted_ = re.search(r"has (\d+) layers \(", only)
        assert not only or (
            int(counted_[1]) == len(names) if counted_ else all(n in only for n in names)
        )


def check_derivations(draw: random.Random, case: NetworkCase) -> None:
    fields = field_sizes(case.network.layers, case.size[0])
    along = {
        what: sizes_along(case.network.layers, n)
        for what, n in zip(("rows", "columns"), case.size, strict=True)
    }
    for place in draw.sample(range(len(case.rows)), min(len(case.rows), 5)):
        row = case.rows[place]
        for each in derivations(row):
            if each.title == "Receptive field, in px":
                if row.name in fields:
                    assert each.steps[-1] == str(fields[row.name])
                else:
                    assert "last grid" in each.steps[-1]
                    assert "whole picture" not in each.remark
            if each.title.startswith("Output size:"):
                before = along[
                    "columns"
                    if each.title.endswith(" columns") and "rows" not in each.title
                    else "rows"
                ][place]
                slide = slide_along(row.layer, before)[0]
                assert slide is not None
                assert f"W = {before} is" in each.remark
                zeros = re.search(r"2P = (\d+): (\d+) before, (\d+) after", each.remark)
                expected = (slide.before + slide.after, slide.before, slide.after)
                assert tuple(map(int, zeros.groups())) == expected if zeros else not any(expected)
                missing = len(rows_unreached(slide, before))
                told = re.search(r"Never reached: (\d+) of (\d+)", each.remark)
                assert (int(told[1]) if told else 0) == missing


def check_weight_layers(_draw: random.Random, case: NetworkCase) -> None:
    convolutions = [row.name for row in case.rows if isinstance(row.layer, kinds.Conv2D)]
    dense = [row.name for row in case.rows if isinstance(row.layer, kinds.Dense)]
    for row in case.rows:
        note = weight_layer_note(case.rows, row, "It")
        numbers = [
            int(each)
            for each in re.findall(r"(\d+) (?:layers?|convolutions?|dense layers?)\b", note)
        ]
        assert numbers == [len(convolutions) + len(dense), len(convolutions), len(dense)]
        place = re.search(r"is number (\d+)\.", note)
        inside = [*convolutions, *dense]
        assert (int(place[1]) - 1 if place else None) == (
            inside.index(row.name) if row.name in inside else None
        )


def check_size_note(_draw: random.Random, case: NetworkCase) -> None:
    note, layers = size_note(case.network, case.rows[0].input_shape), grid_layers(case)
    smallest = re.search(r"any picture of (\d+)×\1 px or more", note)
    if smallest:
        size = int(smallest[1])
        assert fits(layers, (size, size)), note
        assert size == 1 or not fits(layers, (size - 1, size - 1)), note
    held = re.search(r"inputs of ([\d,]+)(?: to ([\d,]+))? px a side end in this grid", note)
    if held:
        lowest, highest = whole(held[1]), whole(held[2] or held[1])
        grid = sizes_along(layers, case.size[0])[-1]
        ends = {
            n: sizes_along(layers, n)[-1] for n in (lowest - 1, lowest, highest, highest + 1) if n
        }
        assert ends[lowest] == ends[highest] == grid, note
        assert ends.get(lowest - 1) != grid, note
        assert ends[highest + 1] != grid or highest == LARGEST_SIDE, note
        larger = re.search(r"From ([\d,]+) px on it is larger, ([\d,]+×[\d,]+), and", note)
        if larger:
            assert sides(larger[2]) == (ends[highest + 1],) * 2, note


def check_a_network_that_does_not_fit(draw: random.Random, _case: NetworkCase) -> None:
    network, shape = random_network(draw), random_shape(draw)
    if fits(network.layers, shape[:2]):
        return
    with pytest.raises(ValueError, match="smallest input that works") as caught:
        summarize(network, shape)
    sentence = str(caught.value)
    found = re.search(r"is (\d+)x(\d+) px; this one is (\d+)x(\d+) px", sentence)
    assert found
    size = int(found[1])
    assert (int(found[3]), int(found[4])) == shape[:2]
    assert fits(network.layers, (size, size))
    assert not fits(network.layers, (size - 1, size - 1))
    assert ("Choose a larger input" in sentence) == (size <= LARGEST_SIDE)


def check_changes(draw: random.Random, _case: NetworkCase) -> None:
    """Blocks that were added or removed must explain the new number; equal ones say nothing."""
    before, after = random_network(draw), random_network(draw)
    assert describe_changes(before, before.blocks, before.head) == ()
    told = describe_changes(before, after.blocks, after.head)
    removed = sum(bool(re.fullmatch(r"Block \d+ of .* removed\.", each)) for each in told)
    added = [re.match(r"Block (\d+) added: ([\d,]+) filters?", each) for each in told]
    new = [each for each in added if each]
    assert len(before.blocks) - removed + len(new) == len(after.blocks)
    for each in new:
        assert whole(each[2]) == after.blocks[int(each[1]) - 1].filters
    for number, old, now in re.findall(r"Block (\d+): filters (\d+) -> (\d+)", " ".join(told)):
        assert after.blocks[int(number) - 1].filters == int(now) != int(old)


def check_limits_hold(draw: random.Random, _case: NetworkCase) -> None:
    """Whatever the fuzz draws is accepted, and one field beyond its end is named with its block."""
    blocks = random_network(draw).blocks
    assert check_limits(blocks, random_head(draw)) == ()
    number = draw.randrange(len(blocks))
    values = [values_of(block) for block in blocks]
    field, most = draw.choice([("filters", 4096), ("pool_size", 8), ("pool_stride", 8)])
    values[number] |= {field: 10**9}
    (problem,) = check_values(values, None)
    assert problem.startswith(f"Block {number + 1}: {field.replace('_', ' ')} must be ")
    assert re.search(rf"to {most}\. Received: 1000000000\.", problem)


def check_sense(_draw: random.Random, case: NetworkCase) -> None:
    """Layers that pass on what they receive, and layers that training does not change."""
    idle, along = [], [sizes_along(case.network.layers, length) for length in case.size]
    pools = (kinds.MaxPool2D, kinds.AveragePool2D, kinds.ZeroPad2D)
    for place, row in enumerate(case.rows):
        slides = [slide_along(row.layer, sizes[place])[0] for sizes in along]
        if isinstance(row.layer, pools):
            idle += [row.name] * all(each == ((0,), 1, 0, 0) for each in slides)
        if isinstance(row.layer, kinds.GlobalPool):
            idle += [row.name] * all(sizes[place] == 1 for sizes in along)
    frozen = [each.name for each in case.network.layers if not getattr(each, "trainable", True)]
    together = " ".join(sense_notes(case.network, case.rows))
    for pattern, names in (
        (r"Nothing is changed by (.+?): leave", idle),
        (r"Frozen: (.+?)\. ", frozen),
    ):
        told = re.search(pattern, together)
        assert bool(told) == bool(names), together
        if told:
            assert all(name in told[1] for name in names[:3]), together
            more = re.search(r"(\d+) more", told[1])
            assert (int(more[1]) if more else 0) == max(len(names) - 3, 0), together


def check_strides(_draw: random.Random, case: NetworkCase) -> None:
    layers, expected = case.network.layers, []
    along = [sizes_along(layers, length) for length in case.size]
    for number in range(1, len(case.network.blocks) + 1):
        places = [i for i, each in enumerate(layers) if each.name.startswith(f"block{number}_")]
        convolutions = [i for i in places if isinstance(layers[i], kinds.Conv2D)]
        (stride,) = {layers[i].stride for i in convolutions}  # type: ignore[union-attr]
        grids = [tuple(sizes[i] for sizes in along) for i in (places[0], convolutions[-1] + 1)]
        expected.append((len(convolutions), stride, grids))
    results = block_results(case.network.blocks, case.rows[0].input_shape)
    assert len(results) == len(expected)
    for result, (num, stride, grids) in zip(results, expected, strict=True):
        note = stride_note(result)
        found = re.fullmatch(r"(\d+) convolutions? with stride (\d+): (\S+) to (\S+)", note)
        assert bool(found) == (stride > 1), note
        if found:
            assert (int(found[1]), int(found[2])) == (num, stride), note
            shown = [sides(found[3]), sides(found[4])]
            assert shown in (grids, [grid[:1] for grid in grids if len(set(grid)) == 1]), note
    several = [i for i, (num, stride, _) in enumerate(expected, 1) if num > 1 and stride > 1]
    assert [int(note.split()[1].strip(":")) for note in stride_notes(results)] == several


NETWORK_RULES: dict[str, Rule] = {
    "figures.network.notes.shape_notes": check_shape_notes,
    "figures.network.notes.field_note": check_field_note,
    "figures.network.notes.seen_words": check_what_is_seen,
    "figures.network.notes.all_note": check_what_is_seen,
    "figures.network.notes.stride_note": check_strides,
    "figures.network.notes.stride_notes": check_strides,
    "figures.network.budget_notes.budget_facts": check_budget_facts,
    "figures.network.budget_notes.conventions_note": check_conventions,
    "figures.network.comparison.network_differences": check_differences,
    "figures.network.derivations.derivations": check_derivations,
    "figures.network.derivations.weight_layer_note": check_weight_layers,
    "figures.network.input_sizes.size_note": check_size_note,
    "architecture.summary.summarize": check_a_network_that_does_not_fit,
    "architecture.network.changes.describe_changes": check_changes,
    "architecture.network.sense.sense_notes": check_sense,
    "architecture.limits.check_limits": check_limits_hold,
    "architecture.limits.check_values": check_limits_hold,
    "architecture.limits.block_problems": check_limits_hold,
    "architecture.limits.head_problems": check_limits_hold,
}
