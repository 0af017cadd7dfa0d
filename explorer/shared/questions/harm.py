"""How much harm mistakes do: all of them for one photo, layer by layer, the worst to be found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from explorer.background import Control
from explorer.equivariance import Response, respond_in_place
from explorer.observed import Observed
from explorer.runtime.memory import give_back_if_much
from explorer.shared.models import network_of, whole_vgg16
from explorer.shared.packing import Layers, PackedLayers, packed
from explorer.shared.questions.classes import ClassNumbers
from explorer.shared.questions.long_work import LongWork
from explorer.shared.switched_off import whole_pass

SECONDS_UNSEEN = 20.0
"""How long the page may show nothing new, on a busy server, before nobody seems to look at it."""


@dataclass(frozen=True, slots=True, eq=False)
class Harm:
    """What one mistake does.

    Attributes:
        responses: How each layer differs from the right one, by its name.
        classes: What VGG16's last layer says; None where it was not asked for.
    """

    responses: Mapping[str, Response]
    classes: ClassNumbers | None

    @property
    def changes(self) -> Mapping[str, float]:
        """The relative difference of each layer, by its name: 0 for the same."""
        return {name: each.in_place.relative_difference for name, each in self.responses.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Harms:
    """What mistakes do, as far as it is known.

    Attributes:
        right: The classes without a mistake; None where they were not asked for.
        found: The harm of each mistake, in the order asked.
    """

    right: ClassNumbers | None
    found: tuple[Harm, ...] = ()


@dataclass(frozen=True)
class MeasureHarm(LongWork[Harms]):
    """Measure what mistakes do to each layer, one pass for each; what is found is shown at once.

    Attributes:
        right: What is observed without a mistake.
        mistakes: The same with one mistake each: prepared in a wrong way, another picture, or with
            something switched off.
        with_classes: Whether the classes are wanted too; the dense layers must be there.
    """

    kind: ClassVar[str] = "harm"
    priority: ClassVar[int] = 1
    lease_s: ClassVar[float] = SECONDS_UNSEEN

    right: Observed
    mistakes: tuple[Observed, ...]
    with_classes: bool

    def run(self, control: Control) -> Harms:
        """See `LongWork.run`. Nothing is kept but numbers: others need that room for photos."""
        control.check()
        layers = _one_pass(self.right)
        right, found = packed(layers), Harms(self._classes(layers))
        del layers
        for done, mistake in enumerate(self.mistakes, 1):
            control.check()
            found = Harms(found.right, (*found.found, self._harm(right, mistake)))
            control.report(done, len(self.mistakes), found)
        return found

    def _harm(self, right: PackedLayers, mistake: Observed) -> Harm:
        layers = _one_pass(mistake)
        responses = {
            name: respond_in_place(right[name].unpacked(), values)
            for name, values in layers.items()
        }
        harm = Harm(responses, self._classes(layers))
        del layers
        give_back_if_much()
        return harm

    def _classes(self, layers: Layers) -> ClassNumbers | None:
        if not self.with_classes:
            return None
        whole = whole_vgg16(self.right.network)
        last_grid = layers[whole.layer_names[-1]]
        return ClassNumbers(whole.class_probabilities_from(last_grid), whole.class_names)


def _one_pass(observed: Observed) -> Layers:
    """Every layer, after the passes that visitors wait for."""
    from explorer.runtime.differentiable import turn  # TensorFlow is loaded when it is needed

    network = network_of(observed.network)
    with turn():
        return whole_pass(network, observed)
