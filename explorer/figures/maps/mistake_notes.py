"""What a mistake does to a network's input and to its layers, in numbers, sentences and a table."""

from collections.abc import Mapping, Sequence

from explorer import units
from explorer.architecture.summary import LayerSummary
from explorer.equivariance import Response
from explorer.figures.maps.change_notes import difference, difference_in_digits
from explorer.figures.maps.harm import RankedMistake
from explorer.mistakes import Effect


def mistake_numbers(row: LayerSummary, response: Response) -> dict[str, str]:
    """How much a mistake changes all maps of a layer, by name."""
    cosine = response.in_place.cosine
    return {
        f"Relative change of {row.name}": difference(response.in_place),
        "Cosine": units.UNKNOWN if cosine is None else f"{cosine:.3f}",
    }


def mistake_facts(
    rows: Sequence[LayerSummary], responses: Mapping[str, Response], right: Effect, wrong: Effect
) -> tuple[str, ...]:
    """What a mistake does to the input and over the depth, one sentence each.

    Args:
        rows: The layers, first layer first.
        responses: What changed in each of them, by name.
        right: The input without the mistake.
        wrong: The input with it.
    """
    changes = {
        row.name: responses[row.name].in_place.relative_difference
        for row in rows
        if row.name in responses
    }
    return (_range_fact(right, wrong), *_beyond_fact(wrong), _depth_fact(changes))


def _range_fact(right: Effect, wrong: Effect) -> str:
    return (
        f"The network gets values from {wrong.low:.1f} to {wrong.high:.1f}. Without the mistake "
        f"they go from {right.low:.1f} to {right.high:.1f}."
    ).replace("-", "−")


def _beyond_fact(wrong: Effect) -> tuple[str, ...]:
    if not wrong.share_beyond:
        return ()
    return (
        f"{units.percent(wrong.share_beyond)} of these values are beyond what any photo gives when "
        "it is prepared correctly. The picture shows the nearest colour there is.",
    )


def _depth_fact(changes: Mapping[str, float]) -> str:
    most, least = max(changes, key=changes.__getitem__), min(changes, key=changes.__getitem__)
    high, low = (difference_in_digits(changes[name]) for name in (most, least))
    if changes[most] == 0:
        return "No layer changes: for this photo and this size, the mistake makes no difference."
    if high == low:
        return f"Every layer changes by {high}."
    return f"{most} changes most, by {high}, and {least} least, by {low}."


def harm_table(
    rows: Sequence[LayerSummary], mistakes: Sequence[RankedMistake], classes: Mapping[str, str]
) -> dict[str, Sequence[str]]:
    """The relative change of every layer, a line for each mistake, in columns by title.

    Args:
        rows: The layers, first layer first.
        mistakes: In the order to show.
        classes: The most probable class with each mistake, by its code; empty where not known.
    """
    said = {"VGG16 says": [classes.get(each.code, units.UNKNOWN) for each in mistakes]}
    return {
        "Mistake": [each.label for each in mistakes],
        **(said if classes else {}),
        **{row.name: [_cell(each, row.name) for each in mistakes] for row in rows},
    }


def _cell(mistake: RankedMistake, layer_name: str) -> str:
    if mistake.changes is None:
        return units.UNKNOWN
    return difference_in_digits(mistake.changes[layer_name])
