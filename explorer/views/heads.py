"""The heads that a visitor compares: one plan, with each way from the grid to a row of values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from explorer.architecture.networks import REDUCTION_LAYERS, Reduction
from explorer.architecture.shapes import Shape
from explorer.arrays import Float32Array
from explorer.kept import SEVERAL, kept
from explorer.session.choices import chosen_size, require_model_size, require_readable
from explorer.session.parameters import SIZE
from explorer.session.taught_plan import choose_network_of, chosen_plan
from explorer.session.transfer_parameters import HEAD_CLASSES, SMALL_GRID
from explorer.transfer.head_code import transfer_code
from explorer.transfer.heads import KNOWN_HEADS, HeadTotals, KnownHead, head_totals
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.reduction import reduced
from explorer.transfer.small_grid import read_small_grid


@dataclass(frozen=True, slots=True)
class ComparedHeads:
    """One head on VGG16 in three kinds.

    Attributes:
        plan: What is chosen; its reduction is one of the three.
        classes: Outputs.
        input_shape: (height, width, channels), px.
        totals: By reduction.
    """

    plan: TrainingPlan
    classes: int
    input_shape: Shape
    totals: Mapping[Reduction, HeadTotals]

    @property
    def chosen(self) -> HeadTotals:
        """Those of the chosen reduction."""
        return self.totals[self.plan.reduction]

    @property
    def code(self) -> str:
        """The chosen one in Keras."""
        return transfer_code(self.plan, self.classes, self.input_shape)


def compared_heads() -> ComparedHeads:
    """The heads for what is chosen.

    Raises:
        ValueError: The size or the units cannot be read, or VGG16 does not take the size.
    """
    require_readable(of_network=False)
    require_model_size()
    return _compared(chosen_plan(), HEAD_CLASSES.chosen(), (*chosen_size().sides, 3))


@kept(results=SEVERAL)
def _compared(plan: TrainingPlan, classes: int, input_shape: Shape) -> ComparedHeads:
    totals = {
        each: head_totals(replace(plan, reduction=each), classes, input_shape)
        for each in REDUCTION_LAYERS
    }
    return ComparedHeads(plan, classes, input_shape, totals)


def chosen_known_head() -> str:
    """The key of the known head that is chosen; "" for any other."""
    try:
        plan = chosen_plan()
    except ValueError:
        return ""
    here = chosen_size().sides, HEAD_CLASSES.chosen(), _network_of(plan)
    return next((key for key, known in KNOWN_HEADS.items() if _decided(known) == here), "")


def choose_known_head(key: str) -> None:
    """Choose all that decides a known head's numbers; call it from a callback."""
    known = KNOWN_HEADS[key]
    SIZE.choose("x".join(map(str, known.size)))
    HEAD_CLASSES.choose(known.classes)
    choose_network_of(known.plan)


def _decided(known: KnownHead) -> tuple[object, ...]:
    return known.size, known.classes, _network_of(known.plan)


def _network_of(plan: TrainingPlan) -> tuple[object, ...]:
    return plan.features, plan.reduction, plan.units, plan.dropout, plan.unfrozen_from


def small_grid() -> tuple[Float32Array, Mapping[Reduction, Float32Array]]:
    """The small grid, float32 (height, width, channels), and the row that each layer makes of it.

    Raises:
        ValueError: Its numbers cannot be read.
    """
    grid = read_small_grid(SMALL_GRID.chosen())
    return grid, {each: reduced(grid[None], each)[0] for each in REDUCTION_LAYERS}
