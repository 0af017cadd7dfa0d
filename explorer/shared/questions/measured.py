"""Questions about the measured receptive field of a unit."""

from dataclasses import dataclass
from typing import ClassVar

from explorer.architecture.fields.effective import Spread, Unit, spread
from explorer.architecture.receptive_field import ReceptiveField
from explorer.architecture.summary import LayerSummary
from explorer.figures.fields.measured import heat_indices, heat_opacities, heat_palette
from explorer.images.encoding import png_palette
from explorer.shared.models import weights_of
from explorer.shared.questions.question import MIB, Question, Seen


def field_of(row: LayerSummary) -> ReceptiveField:
    """The theoretical field of a layer that makes feature maps.

    Raises:
        TypeError: Its units see the whole photo.
    """
    if row.receptive_field is None:
        raise TypeError(f"the units of {row.name} see the whole photo and lie on no grid")
    return row.receptive_field


@dataclass(frozen=True, slots=True, eq=False)
class FieldView:
    """A measured field as the page shows it.

    Attributes:
        png: Its heat map.
        spread: How its mass is spread.
    """

    png: bytes
    spread: Spread


@dataclass(frozen=True)
class MeasuredField(Question[FieldView]):
    """The field of a unit on a photo; where a pixel counts little, its heat map is transparent."""

    most_bytes: ClassVar[int] = 2 * MIB
    is_gradient: ClassVar[bool] = True

    unit: Unit

    def answer(self, seen: Seen) -> FieldView:
        """See `Question.answer`."""
        from explorer.runtime.differentiable import Conditions
        from explorer.runtime.measured_field import measured_field

        observed, unit = seen.observed, self.unit
        theoretical = field_of(observed.network.row(unit.layer_name))
        conditions = Conditions(observed.preparation, observed.interventions)
        weights, pixels = weights_of(observed.network), observed.picture.pixels
        measured = measured_field(weights, pixels, unit, conditions)
        inside = theoretical.box(unit.position).clipped(*observed.picture.size)
        indices = heat_indices(measured, inside)
        return FieldView(
            png_palette(indices, heat_palette(), transparent=heat_opacities()),
            spread(measured, theoretical.centre(unit.position)),
        )
