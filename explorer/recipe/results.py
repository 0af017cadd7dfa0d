"""What the training scale and the way of testing were worth: the VGG paper's tables 3 to 5."""

from dataclasses import dataclass
from typing import Literal

from explorer.architecture.network.published import Errors
from explorer.recipe.draws import ScaleKey

JudgingWay = Literal["dense", "multi-crop", "multi-crop and dense"]


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """One line of the tables.

    Attributes:
        column: The network's column in table 1.
        trained: The training scale S.
        tested: The test scales Q, px; the answers at several are averaged.
        method: How a picture is judged.
        errors: On the validation pictures, %.
        table: The paper's number of the table.
    """

    column: str
    trained: ScaleKey
    tested: tuple[int, ...]
    method: JudgingWay
    errors: Errors
    table: int


def _at(column: str, trained: ScaleKey, tested: tuple[int, ...], *errors: float) -> ScaleResult:
    """A line of table 3, with one test scale, or of table 4, with several."""
    table = 3 if len(tested) == 1 else 4
    return ScaleResult(column, trained, tested, "dense", Errors(*errors), table)


def _judged(column: str, method: JudgingWay, *errors: float) -> ScaleResult:
    """A line of table 5."""
    return ScaleResult(column, "256-512", (256, 384, 512), method, Errors(*errors), 5)


SCALE_RESULTS = (
    _at("C", "256", (256,), 28.1, 9.4),
    _at("C", "384", (384,), 28.1, 9.3),
    _at("C", "256-512", (384,), 27.3, 8.8),
    _at("D", "256", (256,), 27.0, 8.8),
    _at("D", "384", (384,), 26.8, 8.7),
    _at("D", "256-512", (384,), 25.6, 8.1),
    _at("E", "256", (256,), 27.3, 9.0),
    _at("E", "384", (384,), 26.9, 8.7),
    _at("E", "256-512", (384,), 25.5, 8.0),
    _at("C", "256", (224, 256, 288), 27.7, 9.2),
    _at("C", "384", (352, 384, 416), 27.8, 9.2),
    _at("C", "256-512", (256, 384, 512), 26.3, 8.2),
    _at("D", "256", (224, 256, 288), 26.6, 8.6),
    _at("D", "384", (352, 384, 416), 26.5, 8.6),
    _at("D", "256-512", (256, 384, 512), 24.8, 7.5),
    _at("E", "256", (224, 256, 288), 26.9, 8.7),
    _at("E", "384", (352, 384, 416), 26.7, 8.6),
    _at("E", "256-512", (256, 384, 512), 24.8, 7.5),
    _judged("D", "dense", 24.8, 7.5),
    _judged("D", "multi-crop", 24.6, 7.5),
    _judged("D", "multi-crop and dense", 24.4, 7.2),
    _judged("E", "dense", 24.8, 7.5),
    _judged("E", "multi-crop", 24.6, 7.4),
    _judged("E", "multi-crop and dense", 24.4, 7.1),
)
"""Of the networks that were trained at several scales. Source: arXiv:1409.1556, tables 3 to 5."""
