"""Long work that visitors start and wait for: records that say what to do."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import ceil, inf
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from explorer.architecture.fields.effective import Spread, Unit, middle_of, middle_of_field, spread
from explorer.architecture.network.trials import Trial
from explorer.architecture.networks import Network
from explorer.architecture.receptive_field import Box, ReceptiveField
from explorer.architecture.shapes import Shape
from explorer.architecture.stacks.races import Race
from explorer.architecture.stacks.stacks import Stack
from explorer.arrays import Float32Array
from explorer.background import Control
from explorer.figures.fields.measured import heat_indices, heat_palette
from explorer.images.encoding import png_rgb
from explorer.images.overlays import framed
from explorer.observed import ObservedNetwork, Picture
from explorer.shared.models import weights_of
from explorer.shared.questions.measured import FieldView, field_of

if TYPE_CHECKING:
    from explorer.runtime.excitation import GrownPicture, Wish

Result = TypeVar("Result")

SMALLEST_PICTURE = 256
"""px: an averaged field is enlarged to at least this side, so that a line around pixels is thin."""

SQUARE_COLOUR = (86, 180, 233)


class LongWork(ABC, Generic[Result]):
    """Something that takes long. Subclasses are frozen dataclasses, equal if their results are.

    Attributes:
        kind: A visitor has one of each kind at a time, the newest.
        is_kept: Whether the result is kept for everybody who asks for the same.
        priority: 0 for what a visitor asks for; 1 for what waits behind that.
        is_for_all_to_see: Whether others see the newest result as an example, so that nothing of
            an own photo may be in it.
        lease_s: Seconds after which it stops if nobody has looked at how far it is.
    """

    kind: ClassVar[str]
    is_kept: ClassVar[bool] = True
    priority: ClassVar[int] = 0
    is_for_all_to_see: ClassVar[bool] = False
    lease_s: ClassVar[float] = inf

    @abstractmethod
    def run(self, control: Control) -> Result:
        """Do it; not None."""

    @property
    def cache_key(self) -> Hashable:
        """What the result is kept under; of a picture only its digest."""
        values = (getattr(self, each.name) for each in fields(cast("type", self)))
        return tuple(_light(value) for value in values)


def _light(value: object) -> Hashable:
    if isinstance(value, tuple):
        return tuple(map(_light, value))
    return cast(Hashable, getattr(value, "cache_key", value))


@dataclass(frozen=True)
class GrowPicture(LongWork["GrownPicture"]):
    """Grow a picture that excites a channel of VGG16."""

    kind: ClassVar[str] = "excitation"

    network: ObservedNetwork
    wish: "Wish"

    def run(self, control: Control) -> "GrownPicture":
        """See `LongWork.run`."""
        from explorer.runtime.excitation import grow

        return grow(weights_of(self.network), self.wish, control)

    @property
    def cache_key(self) -> Hashable:
        """See `LongWork.cache_key`; the photo's size does not matter."""
        return self.network.weights, self.network.file, self.wish


Averages = Mapping[str, FieldView]
"""An averaged field by name of the weights: "trained", "untrained"."""


@dataclass(frozen=True)
class AverageFields(LongWork[Averages]):
    """Average measured fields.

    Attributes:
        networks: VGG16 with each of its weights.
        units: Units of one layer.
        pictures: Photos on which each of them is measured.
    """

    kind: ClassVar[str] = "average_field"

    networks: tuple[ObservedNetwork, ...]
    units: tuple[Unit, ...]
    pictures: tuple[Picture, ...]

    def run(self, control: Control) -> Averages:
        """See `LongWork.run`."""
        from explorer.runtime.measured_field import average_fields

        weights = {str(each.weights): weights_of(each) for each in self.networks}
        photos = [picture.pixels for picture in self.pictures]
        means = average_fields(weights, photos, self.units, control)
        theoretical = field_of(self.networks[0].row(self.units[0].layer_name))
        return {name: _averaged(mean, theoretical) for name, mean in means.items()}


def _averaged(mean: Float32Array, theoretical: ReceptiveField) -> FieldView:
    """The averaged field inside the theoretical one, with a line around the 95.45 % square."""
    size = theoretical.height.size  # VGG16's fields are square
    found = spread(mean, middle_of_field(theoretical))
    times = ceil(SMALLEST_PICTURE / size)
    heat = heat_palette()[heat_indices(mean, Box(0, 0, size - 1, size - 1))]
    enlarged = heat.repeat(times, axis=0).repeat(times, axis=1)
    first, last = (size - found.side) // 2 * times, (size + found.side) // 2 * times - 1
    squares = [Box(first, first, last, last)] if found.side else []
    return FieldView(png_rgb(framed(enlarged, squares, [SQUARE_COLOUR]).pixels), found)


LayerSpreads = Mapping[str, Sequence[Spread]]
"""How the field of each convolution's centre unit is spread, by name of the weights."""


@dataclass(frozen=True)
class MeasureLayers(LongWork[LayerSpreads]):
    """Measure the field of the centre unit of each of these layers on a photo."""

    kind: ClassVar[str] = "layer_fields"

    networks: tuple[ObservedNetwork, ...]
    layer_names: tuple[str, ...]
    picture: Picture

    def run(self, control: Control) -> LayerSpreads:
        """See `LongWork.run`."""
        from explorer.runtime.measured_field import unit_spreads

        rows = [self.networks[0].row(name) for name in self.layer_names]
        centres = [Unit(row.name, middle_of(row.output_shape)) for row in rows]
        weights = {str(each.weights): weights_of(each) for each in self.networks}
        return unit_spreads(weights, self.picture.pixels, centres, control)


@dataclass(frozen=True)
class BuildNetwork(LongWork[Trial]):
    """Build a network in Keras, and put a photo through it."""

    kind: ClassVar[str] = "trial"
    is_kept: ClassVar[bool] = False
    is_for_all_to_see: ClassVar[bool] = True

    network: Network
    input_shape: Shape
    picture: Picture

    def run(self, control: Control) -> Trial:
        """See `LongWork.run`."""
        from explorer.runtime.trial import run_trial

        return run_trial(self.network, self.picture.pixels, self.input_shape, control)

    @property
    def cache_key(self) -> Hashable:
        """See `LongWork.cache_key`; what the photo shows does not matter."""
        return self.network, self.input_shape


@dataclass(frozen=True)
class RunRace(LongWork[Race]):
    """Let one kernel and the stack that may replace it compute."""

    kind: ClassVar[str] = "race"
    is_kept: ClassVar[bool] = False
    is_for_all_to_see: ClassVar[bool] = True

    one: Stack
    stack: Stack
    map_size: tuple[int, int]

    def run(self, control: Control) -> Race:
        """See `LongWork.run`."""
        from explorer.runtime.race import run_race

        return run_race(self.one, self.stack, self.map_size, control)
