"""What comes of the bench's numbers in one way or another, or why nothing does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from explorer.arrays import Float64Array
from explorer.convolution.bench_edits import BenchPlace
from explorer.convolution.exact import ExactLayer
from explorer.figures.convolution.bench_data import BenchData
from explorer.session.bench_cells import bench_place
from explorer.session.hand_parameters import DILATION, FILTER_SIZE, GROUPS, INPUT_SHAPE, STRIDE
from explorer.session.parameter import Parameter
from explorer.views.bench import NOWHERE, ChosenNumbers

_OF_KERNEL: tuple[Parameter[str], ...] = (FILTER_SIZE, STRIDE, DILATION)

_Work = TypeVar("_Work")


@dataclass(frozen=True, slots=True, eq=False)
class Slid(Generic[_Work]):
    """What comes of the bench's numbers in one way.

    Attributes:
        work: Every step; None where there is no output.
        data: What the bench in the browser gets.
        place: The output that is looked at, and the one that is pinned.
        exact: The layer with its input, for Keras; None where there is no output.
    """

    work: _Work | None
    data: BenchData
    place: BenchPlace
    exact: ExactLayer | None


@dataclass(frozen=True, slots=True)
class Recipe(Generic[_Work]):
    """How something comes of the bench's numbers.

    Attributes:
        work_out: Raises a ValueError where there is no output.
        output: Of the work, (height, width, filters).
        shown: What the bench gets.
        refused: Likewise, with why there is no output.
        exact: The layer with its input.
    """

    work_out: Callable[[], _Work]
    output: Callable[[_Work], Float64Array]
    shown: Callable[[_Work], BenchData]
    refused: Callable[[str], BenchData]
    exact: Callable[[], ExactLayer]


def slid_by(problem: str, recipe: Recipe[_Work]) -> Slid[_Work]:
    """Work something out, unless something is wrong with it already."""
    try:
        if problem:
            raise ValueError(problem)
        work = recipe.work_out()
    except ValueError as error:
        return Slid(None, recipe.refused(str(error)), NOWHERE, None)
    place = bench_place(recipe.output(work))
    return Slid(work, recipe.shown(work), place, recipe.exact())


def first_problem(numbers: ChosenNumbers, *fields: Parameter[str]) -> str:
    """The first thing that is wrong with the chosen fields, the input or the kernel."""
    used = {each.key for each in (INPUT_SHAPE, *_OF_KERNEL, *fields)}
    found = [text for key, text in numbers.settings.problems.items() if key in used | {GROUPS.key}]
    return next(iter((*found, *numbers.input_problems, *numbers.kernel_problems)), "")
