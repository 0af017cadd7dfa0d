"""What sentences about stacks, races and kernels claim, worked out by multiplying and counting."""

import random
import re
from math import prod
from statistics import median, quantiles

import numpy as np

from explorer.architecture.stacks.comparison import Amount, StackComparison, compare_stacks
from explorer.architecture.stacks.races import Measured, Race
from explorer.architecture.stacks.stacks import (
    Convolution,
    Pooling,
    Stack,
    Step,
    field_size,
    single_kernel,
    to_network,
    windows_of,
)
from explorer.factorised_kernels.photos import Gap, Missing
from explorer.figures.stacks.formulas import stack_formulas
from explorer.figures.stacks.notes import (
    between_note,
    channels_note,
    stack_differences,
    two_ways_to_tell,
)
from explorer.figures.stacks.race import race_expectation, race_notes, race_title
from explorer.figures.stacks.try_it import gap_facts, missing_note, pair_note, relu_facts
from tests.figures.sentences.cases import NetworkCase, Rule, sizes_along
from tests.figures.sentences.reading import (
    NUMBER,
    SHARE,
    amount_of,
    printed,
    share,
    sides,
    whole,
)


def random_stack(draw: random.Random, ends: tuple[int, int]) -> Stack:
    """One to five steps, of which one convolves, with any channels between."""
    steps: list[Step] = [
        draw.choice(
            [
                Convolution(draw.choice([1, 3, 3, 5, 7])),
                Convolution(3, stride=2),
                Convolution(3, dilation=2),
                Pooling(draw.choice([1, 2, 3]), draw.choice([1, 2])),
            ]
        )
        for _ in range(draw.choice([0, 1, 2, 4]))
    ]
    steps.insert(draw.randint(0, len(steps)), Convolution(draw.choice([1, 3, 11])))
    return Stack(tuple(steps), *ends, draw.choice([None, 1, 3, 64]))


def random_pair(draw: random.Random) -> tuple[Stack, Stack, tuple[int, int]]:
    """A kernel, a stack and a map that both fit on; the stack may be the kernel itself."""
    ends = draw.choice([(64, 64), (3, 64), (1, 1), (64, 1), (512, 3)])
    while True:
        one = single_kernel(draw.choice([1, 3, 5, 7, 11]), *ends, stride=draw.choice([1, 1, 2]))
        stack = draw.choice([one, random_stack(draw, ends), random_stack(draw, ends)])
        size = draw.choice([1, 5, 30, 224, 1024]), draw.choice([3, 7, 64, 224])
        if all(
            field_size(windows_of(to_network(each).layers)) <= min(size) for each in (one, stack)
        ):
            return one, stack, size


def cost(stack: Stack, size: tuple[int, int]) -> dict[str, int]:
    """Weights, biases, MACs and bytes of a stack, step by step."""
    layers, channels = to_network(stack).layers, stack.channels_in
    rows, columns = (sizes_along(layers, length) for length in size)
    filters, found = iter(stack.filters), dict.fromkeys(("weights", "biases", "macs"), 0)
    memory = prod(size) * channels
    for step, height, width in zip(stack.steps, rows[1:], columns[1:], strict=True):
        if isinstance(step, Convolution):
            after = next(filters)
            weights = step.kernel_size * step.kernel_size * channels * after
            found["weights"] += weights
            found["biases"] += after
            found["macs"] += weights * height * width
            channels = after
        memory += height * width * channels
    return found | {"memory": 4 * memory, "rows": rows[-1], "columns": columns[-1]}


def check_pair(draw: random.Random, _case: NetworkCase) -> None:
    one, stack, size = random_pair(draw)
    compared = compare_stacks(one, stack, size)
    costs = cost(one, size), cost(stack, size)
    fields = [field_size(windows_of(to_network(each).layers)) for each in (one, stack)]
    told = list(stack_differences(compared))
    assert any("receptive fields differ" in each for each in told) == (fields[0] != fields[1])
    grids = [(each["rows"], each["columns"]) for each in costs]
    assert any("output grids differ" in each for each in told) == (grids[0] != grids[1])
    for note in told:
        if "fields differ" in note:
            assert [whole(each) for each in re.findall(r": ([\d,]+) px", note)] == fields
        else:
            assert [sides(each) for each in re.findall(r": (\d[\d,×]*)", note)] == grids
    _check_two_ways(two_ways_to_tell(compared), *(each["weights"] for each in costs))
    _check_formulas(stack_formulas(compared), costs)


def _check_two_ways(note: str, one: int, stack: int) -> None:
    if one == stack:
        assert re.match(rf"Both have {one:,} weights?\.", note), note
        return
    for before, part, word, after in re.findall(
        rf"([\d,]+) is {SHARE} (more|less) than ([\d,]+)", note
    ):
        first, second = whole(before), whole(after)
        assert {first, second} == {one, stack}, note
        assert (word == "more") == (first > second), note
        assert share(part, abs(first / second - 1)), note
    assert note.count(" than ") == 2


def _check_formulas(
    sentences: tuple[str, ...], costs: tuple[dict[str, int], dict[str, int]]
) -> None:
    expected = {
        "Weights": [each["weights"] for each in costs],
        "Biases": [each["weights"] + each["biases"] for each in costs],
        "Work": [each["macs"] for each in costs],
        "Activation memory": [each["memory"] for each in costs],
    }
    for sentence in sentences:
        title = sentence.partition(":")[0]
        if title in expected:
            results = re.findall(r"= ([\d,]+)(?:\.| bytes|, )", sentence)
            assert [whole(each.rstrip(",")) for each in results] == expected[title], sentence
        for left, right in re.findall(r": ([\d·() +]+) = ([\d,]*\d)", sentence):
            # The pattern lets only digits, brackets and signs through.
            assert eval(left.replace("·", "*")) == whole(right), sentence


def check_channels(draw: random.Random, _case: NetworkCase) -> None:
    stack = random_stack(draw, draw.choice([(1, 1), (64, 64), (3, 64)]))
    _, where = channels_note(stack)
    same = len({stack.channels_in, *stack.filters}) == 1
    assert ("is marked" in where) == same
    assert re.search(rf"\b{stack.channels_in:,} channels?\b", where)
    assert same or f"{stack.channels_out:,} out" in where


def check_between(draw: random.Random, _case: NetworkCase) -> None:
    one, stack, size = random_pair(draw)
    amount, key = draw.choice(
        [(Amount.WEIGHTS, "weights"), (Amount.MACS, "macs"), (Amount.MEMORY, "memory")]
    )
    note, limit = between_note(one, stack, size, amount), cost(one, size)[key]
    saved = limit - cost(stack, size)[key]
    words = re.search(rf"it (?:(takes as much)|(saves) {SHARE}|takes {SHARE} more)", note)
    assert words, note
    assert bool(words[1]) == (saved == 0), note
    assert bool(words[2]) == (saved > 0), note
    part = words[3] or words[4]
    assert not part or share(part, abs(saved) / limit), note
    several = sum(isinstance(step, Convolution) for step in stack.steps) > 1
    assert ("has one convolution" in note) == (not several)
    if not several:
        return

    def saves(between: int) -> bool:
        changed = Stack(stack.steps, stack.channels_in, stack.channels_out, between)
        return cost(changed, size)[key] < limit

    assert ("never saves" in note) == (not saves(1)), note
    most = re.search(r"with (?:up to )?([\d,]+) channels? between and takes (as much|more)", note)
    if most:
        assert saves(whole(most[1])), note
        assert not saves(whole(most[1]) + 1), note
    if "any number of channels" in note:
        assert saves(4096)


def check_race(draw: random.Random, _case: NetworkCase) -> None:
    one, stack, size = random_pair(draw)
    compared, rounds = compare_stacks(one, stack, size), draw.choice([5, 8, 31])
    seconds = [
        [draw.choice([1e-4, 0.01, 2.5]) * (1 + spread * draw.random()) for _ in range(rounds)]
        for spread in (0, draw.choice([0, 1]))
    ]
    if draw.random() < 0.3:
        seconds[1] = seconds[0]
    peaks = draw.choice([(), (2**20, 3 * 2**20)])
    race = Race(compared, *(Measured(tuple(each), peaks) for each in seconds))
    expected = cost(stack, size)["macs"] / cost(one, size)["macs"]
    _check_expectation(race_expectation(compared), compared, one, stack, size)
    _check_title(race_title(race), one, size)
    ratio, speed, noise, memory = race_notes(race)
    ratios = [second / first for first, second in zip(*seconds, strict=True)]
    low, middle, high = quantiles(ratios, n=4, method="inclusive")
    told = re.search(
        r"took ([\d.]+) times as long .* of (\d+) timed rounds, with the middle half from "
        r"([\d.]+) to ([\d.]+)\. .* predicts ([\d.]+) times\.",
        ratio,
    )
    assert told, ratio
    assert int(told[2]) == rounds
    for text, value in zip(
        (told[1], told[3], told[4], told[5]), (middle, low, high, expected), strict=True
    ):
        assert printed(text, value), ratio
    assert ("slower than" in ratio) == (expected < low)
    assert ("faster than" in ratio) == (expected > high)
    for text, stack_, times in zip(
        re.findall(r"([\d.,]+ [kMG]?MACs?)/s", speed), (one, stack), seconds, strict=True
    ):
        assert amount_of(text, round(cost(stack_, size)["macs"] / median(times))), speed
    for text, times in zip(re.findall(rf"{SHARE} of the median", noise), seconds, strict=True):
        quarter, half, most = quantiles(times, n=4, method="inclusive")
        assert share(text, (most - quarter) / half), noise
    assert ("does not report" in memory) == (not peaks)


def _check_title(title: str, one: Stack, size: tuple[int, int]) -> None:
    told = re.search(r"on a map of (\S+) px, from ([\d,]+) channels? to ([\d,]+);", title)
    assert told, title
    assert sides(told[1]) == size, title
    assert (whole(told[2]), whole(told[3])) == (one.channels_in, one.channels_out), title


def _check_expectation(
    note: str, compared: StackComparison, one: Stack, stack: Stack, size: tuple[int, int]
) -> None:
    work = re.match(r"By arithmetic: (.+?MACs?) for .*?, (\S+(?: \S+)?MACs?|\S+ MACs?) for ", note)
    assert work, note
    for text, each in zip(work.groups(), (one, stack), strict=True):
        assert amount_of(text, cost(each, size)["macs"]), note
    ratio = re.search(r"would take ([\d.,]+) times as long", note)
    assert ratio
    assert printed(ratio[1], cost(stack, size)["macs"] / cost(one, size)["macs"]), note
    alive = re.search(r"take at most ([\d.,]+ \S+) and ([\d.,]+ \S+), not counting", note)
    assert alive, note
    for text, rows in zip(alive.groups(), (compared.one.rows, compared.stack.rows), strict=True):
        made = [prod(row.output_shape) for row in rows]
        most = max(4 * (after + before) for before, after in zip([0, *made], made, strict=False))
        assert amount_of(text, most), note


def check_try_it(draw: random.Random, _case: NetworkCase) -> None:
    exact, share_cut = draw.random() < 0.3, draw.choice([0.0, 1e-5, 0.5, 0.99999, 1.0])
    gap = Gap(
        draw.choice([0.0, 1e-16, 1e-5, 0.4]), draw.choice([0.0, 0.2, 1.0]), draw.choice([1e-5, 0.3])
    )
    inside, border = gap_facts(gap, is_exact=exact)
    agree = exact and gap.inside < 1e-9
    assert ("both ways agree" in inside) == agree
    assert share(re.search(rf"differ by up to {SHARE}", border)[1], gap.at_border)  # type: ignore[index]
    if not agree:
        parts = re.findall(SHARE, inside)
        assert share(parts[0], gap.typical), inside
        assert share(parts[1], gap.inside), inside
    first, *_ = relu_facts(gap, share_cut)
    assert ("changes nothing" in first) == (share_cut == 0)
    assert share_cut == 0 or share(re.search(rf"cuts off {SHARE}", first)[1], share_cut)  # type: ignore[index]
    left = draw.choice([1e-5, 0.33, 0.99999])
    note = pair_note(left, is_exact=exact, only_positive=draw.random() < 0.5)
    assert ("exactly this" in note) == exact
    assert exact or share(re.search(rf"leave out {SHARE}", note)[1], left)  # type: ignore[index]


def check_missing(draw: random.Random, _case: NetworkCase) -> None:
    outside = np.array([round(draw.uniform(-300, 300), 3) for _ in range(3)])
    weights = np.array([float(draw.randint(-3, 3)) for _ in range(3)])
    there = round(draw.uniform(-99, 99), 3)
    total = float(outside @ weights)
    note = missing_note(Missing(0, 7, outside, weights), (there + total, there))
    told = re.search(rf"gives {NUMBER}, the two 3×3 give {NUMBER}\. ", note)
    assert told
    assert printed(told[1], there + total), note
    assert printed(told[2], there), note
    result = re.search(rf"[=≈] {NUMBER}, which is", note)
    assert result
    assert printed(result[1], total), note


STACK_RULES: dict[str, Rule] = {
    "figures.stacks.notes.stack_differences": check_pair,
    "figures.stacks.notes.two_ways_to_tell": check_pair,
    "figures.stacks.formulas.stack_formulas": check_pair,
    "figures.stacks.notes.channels_note": check_channels,
    "figures.stacks.notes.between_note": check_between,
    "figures.stacks.race.race_expectation": check_race,
    "figures.stacks.race.race_notes": check_race,
    "figures.stacks.race.race_title": check_race,
    "figures.stacks.try_it.pair_note": check_try_it,
    "figures.stacks.try_it.gap_facts": check_try_it,
    "figures.stacks.try_it.relu_facts": check_try_it,
    "figures.stacks.try_it.missing_note": check_missing,
}
