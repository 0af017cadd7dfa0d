"""How the layers respond to a change of the photo, in sentences and a table."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from explorer import units
from explorer.agreement import Agreement
from explorer.architecture.layers import Family
from explorer.architecture.summary import LayerSummary
from explorer.equivariance import Displacement, Mirror, Movement, Response, Shift
from explorer.words import listed, noun, several

LayerResponses = Sequence[tuple[LayerSummary, Response]]

SMALLEST_TOLD = 0.001
"""A smaller difference is rounding in float32 and counts as the same."""

NO_DIFFERENCE = "none"


def difference(agreement: Agreement | None) -> str:
    """A relative difference as text: "0.283", or "none" if nothing can be compared."""
    if agreement is None:
        return NO_DIFFERENCE
    return difference_in_digits(agreement.relative_difference)


def difference_in_digits(value: float) -> str:
    """A relative difference with three decimal places: "0.283", "0" only for the same."""
    return "0" if value == 0 else "< 0.001" if value < SMALLEST_TOLD else f"{value:.3f}"


def movement_note(row: LayerSummary, movement: Movement | None, response: Response) -> str:
    """How a layer's maps should move with the photo, in a few sentences with numbers."""
    displacement = response.displacement
    match movement:
        case Shift() if displacement is not None:
            return _shift_note(row, movement, displacement)
        case Mirror():
            return (
                "Left and right changed places, so the first column of a map should become the "
                "last. But the filters were not mirrored: one that looks for edges like / does not "
                f"respond to \\.{_mirror_rest(displacement)}"
            )
        case _:
            return (
                "Nothing moves by whole units here, so each unit is compared with the one at the "
                "same position."
            )


def layer_numbers(
    row: LayerSummary, response: Response, movement: Movement | None
) -> dict[str, str]:
    """The differences of a layer that matter for a movement, by name."""
    numbers = {f"{row.name}, same positions": difference(response.in_place)}
    if movement is not None:
        numbers["Moved along"] = difference(response.moved)
    if isinstance(movement, Shift):
        numbers["Away from the rim"] = difference(response.moved_inside)
    return numbers | {
        "Maximum of each map": difference(response.largest),
        "Mean of each map": difference(response.mean),
    }


def change_facts(
    rows: Sequence[LayerSummary], responses: Mapping[str, Response], movement: Movement | None
) -> tuple[str, ...]:
    """One sentence per finding, with the numbers of a photo.

    Args:
        rows: The layers, first layer first.
        responses: By layer name; layers without one are left out.
        movement: How the photo was moved; None if it was not, or if no grid can follow.
    """
    facts = [(row, responses[row.name]) for row in rows if row.name in responses]
    followed = {Shift: _shift_facts, Mirror: _mirror_facts}.get(type(movement))
    return (
        *(followed(facts) if followed else ()),
        _in_place(facts),
        *_pooling(facts),
        _largest(facts),
    )


def response_table(
    rows: Sequence[LayerSummary], responses: Mapping[str, Response], movement: Movement | None
) -> dict[str, list[object]]:
    """One row per layer by column title: how the maps should move, and all differences.

    Arguments as for `change_facts`.
    """
    facts = [(row, responses[row.name]) for row in rows if row.name in responses]
    columns: dict[str, list[object]] = {"Layer": [row.name for row, _ in facts]}
    if isinstance(movement, Shift):
        columns["Move, units"] = [_units(each.displacement) for _, each in facts]
    if movement is not None:
        columns["Moved along"] = [difference(each.moved) for _, each in facts]
        columns["Away from the rim"] = [difference(each.moved_inside) for _, each in facts]
    return columns | {
        "Same positions": [difference(each.in_place) for _, each in facts],
        "Maximum of each map": [difference(each.largest) for _, each in facts],
        "Mean of each map": [difference(each.mean) for _, each in facts],
    }


def follow_words(movement: Movement | None, displacement: Displacement) -> str:
    """What a map should do to follow: "mirrored", "moved 4 units to the right", "not moved"."""
    if isinstance(movement, Mirror):
        return "mirrored"
    return f"moved {_move(displacement)}" if _move(displacement) else "not moved"


def _move(displacement: Displacement) -> str:
    parts = [
        f"{several(abs(units), 'unit')} {negative if units < 0 else positive}"
        for units, positive, negative in (
            (displacement.rows, "down", "up"),
            (displacement.columns, "to the right", "to the left"),
        )
        if units
    ]
    return listed(parts)


def _shift_note(row: LayerSummary, shift: Shift, displacement: Displacement) -> str:
    stride = _stride(row)
    pixels, direction = _in_words(shift)
    quotient = f"{pixels} px ÷ {stride} px = {pixels / stride:g}"
    apart = f"Units of {row.name} lie {stride} px apart (its effective stride)"
    if displacement.is_exact:
        return (
            f"{apart}, so a shift of {pixels} px {direction} should move its maps by {quotient} "
            f"{noun(pixels / stride, 'unit')}."
        )
    rest = abs(displacement.rest_down or displacement.rest_right)
    return (
        f"{apart}: {quotient} is not a whole number of units. The nearest whole move, "
        f"{_move(displacement) or '0 units'}, misses the shift by {rest} px: no unit sees exactly "
        "the pixels that a unit saw before."
    )


def _stride(row: LayerSummary) -> int:
    return row.receptive_field.height.effective_stride if row.receptive_field else 1


def _in_words(shift: Shift) -> tuple[int, str]:
    """How many px and which way; shifts run along one side."""
    if shift.down:
        return abs(shift.down), "down" if shift.down > 0 else "up"
    return abs(shift.right), "to the left" if shift.right < 0 else "to the right"


def _mirror_rest(displacement: Displacement | None) -> str:
    if displacement is None or displacement.is_exact:
        return ""
    return (
        f" The grid is not symmetric on this photo either: its mirrored units are "
        f"{abs(displacement.rest_right)} px away from their counterparts."
    )


def _units(displacement: Displacement | None) -> str:
    if displacement is None:
        return NO_DIFFERENCE
    text = _move(displacement).replace(" units", "").replace(" unit", "") or "0"
    return text if displacement.is_exact else f"{text}, nearest"


def _shift_facts(facts: LayerResponses) -> Iterator[str]:
    exact = [fact for fact in facts if fact[1].displacement and fact[1].displacement.is_exact]
    broken = [fact for fact in facts if fact[1].displacement and not fact[1].displacement.is_exact]
    yield from _equivariance(exact, whole=not broken)
    yield from _between_units(broken)
    yield from _rim(exact)
    yield from _nothing_inside(facts)


def _equivariance(exact: LayerResponses, *, whole: bool) -> Iterator[str]:
    inside = [(row, each.moved_inside) for row, each in exact if each.moved_inside]
    if not inside:
        return
    last, worst = exact[-1][0].name, max(inside, key=lambda fact: fact[1].relative_difference)
    where = "in every layer" if whole else f"up to {last}"
    same = worst[1].relative_difference < SMALLEST_TOLD
    found = (
        "the moved maps are the same (difference below 0.001)"
        if same
        else f"the moved maps differ by at most {difference(worst[1])} (in {worst[0].name})"
    )
    yield (
        f"Equivariance: {where} the shift is a whole number of units, and away from the rim "
        f"{found}."
    )


def _between_units(broken: LayerResponses) -> Iterator[str]:
    if broken:
        row, response = broken[0]
        found = response.moved_inside or response.moved
        yield (
            f"From {row.name} on, units lie {_stride(row)} px apart or more and the shift falls "
            "between them: there, the nearest whole move leaves a difference of "
            f"{difference(found)}. A stride keeps equivariance only for shifts that are multiples "
            "of it."
        )


def _rim(exact: LayerResponses) -> Iterator[str]:
    """What the uncovered rim and the padding do; nothing if the photo did not move."""
    along = [(row, each.moved, each.moved_inside) for row, each in exact if each.moved]
    worst = max(along, key=lambda fact: fact[1].relative_difference, default=None)
    if worst is None or worst[1].relative_difference < SMALLEST_TOLD:
        return
    row, moved, inside = worst
    told = f"With the rim, they differ by up to {difference(moved)} (in {row.name})"
    if inside is not None and difference(inside) == difference(moved):
        yield f"{told}: no more than away from it."
        return
    reasons = ["the shift brings in pixels that the photo did not have"]
    rows = [each for each, _ in exact]
    if any(_is_padded(each) for each in rows[: rows.index(row) + 1]):
        reasons.append("the zeros of the padding do not move along")
    yield f"{told}: {', and '.join(reasons)}."


def _is_padded(row: LayerSummary) -> bool:
    sweeps = [sweep for sweep in (row.rows, row.columns) if sweep is not None]
    return any(sweep.pad_before or sweep.pad_after for sweep in sweeps)


def _nothing_inside(facts: LayerResponses) -> Iterator[str]:
    names = [row.name for row, each in facts if each.moved and not each.moved_inside]
    if names:
        yield (
            f"In {listed(names)}, every receptive field reaches the rim or the padding, so nothing "
            "is left away from the rim: only whole maps are compared."
        )


def _mirror_facts(facts: LayerResponses) -> Iterator[str]:
    along = [(row, each.in_place, each.moved) for row, each in facts if each.moved]
    if along:
        row, in_place, moved = along[0]
        last, last_in_place, last_moved = along[-1]
        yield (
            f"Equivariance: even when mirrored too, the maps of {row.name} differ by "
            f"{difference(moved)} (at the same positions: {difference(in_place)}), those of "
            f"{last.name} by {difference(last_moved)} ({difference(last_in_place)}). A convolution "
            "follows every shift, but it follows a mirror only with filters that are mirror images "
            "of themselves."
        )


def _in_place(facts: LayerResponses) -> str:
    row, most = max(facts, key=lambda fact: fact[1].in_place.relative_difference)
    last, response = facts[-1]
    if most.in_place.relative_difference == 0:
        return "At the same positions, no layer differs at all."
    field = last.receptive_field
    coarse = f", whose units lie {units.pixels(field.strides)} apart" if field else ""
    return (
        f"Invariance: at the same positions, maps differ most in {row.name}, by "
        f"{difference(most.in_place)}, and by {difference(response.in_place)} in {last.name}"
        f"{coarse}."
    )


def _pooling(facts: LayerResponses) -> Iterator[str]:
    """What each pooling does to the difference at the same positions."""
    pools = [
        (row, before.in_place, after.in_place)
        for (_, before), (row, after) in pairwise(facts)
        if row.family == Family.POOLING and before.in_place.relative_difference > 0
    ]
    if pools:
        less = sum(
            after.relative_difference < before.relative_difference for _, before, after in pools
        )
        steps = "; ".join(
            f"{row.name} {difference(before)} to {difference(after)}"
            for row, before, after in pools
        )
        yield f"{_how_many_poolings(less, len(pools))} at the same positions smaller ({steps})."


def _how_many_poolings(less: int, in_all: int) -> str:
    """The start of a sentence: how many poolings lessen the difference."""
    if in_all == 1:
        return f"The pooling {'makes' if less else 'does not make'} the difference"
    return f"{less} of {in_all} poolings {'makes' if less == 1 else 'make'} the difference"


def _largest(facts: LayerResponses) -> str:
    last, response = facts[-1]
    return (
        f"In {last.name}, the maximum of each map, wherever it is, differs by "
        f"{difference(response.largest)} and its mean by {difference(response.mean)}: a global "
        "pooling after this layer would notice nothing else."
    )
