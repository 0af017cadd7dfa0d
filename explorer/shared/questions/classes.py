"""Questions about the classes that VGG16 finds in a photo of 224 x 224 px."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from explorer.arrays import Float32Array
from explorer.observed import Observed
from explorer.shared.models import whole_vgg16
from explorer.shared.questions.change import ComparedLooks
from explorer.shared.questions.question import KIB, MIB, Question, Seen


@dataclass(frozen=True, slots=True, eq=False)
class ClassNumbers:
    """What VGG16's last layer says.

    Attributes:
        probabilities: float32 (1000,); the sum is 1.
        names: Of the classes; None while Keras' list is not on this computer.
    """

    probabilities: Float32Array
    names: tuple[str, ...] | None


@dataclass(frozen=True)
class Probabilities(Question[ClassNumbers]):
    """How probable each class is, from the last grid."""

    most_bytes: ClassVar[int] = 256 * KIB

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        return (observed.network.rows[-1].name,)

    def answer(self, seen: Seen) -> ClassNumbers:
        """See `Question.answer`."""
        return _class_numbers(seen)


@dataclass(frozen=True)
class BothProbabilities(ComparedLooks[tuple[ClassNumbers, ClassNumbers]]):
    """How probable each class is for what is observed, and for the second."""

    most_bytes: ClassVar[int] = 512 * KIB

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        return (observed.network.rows[-1].name,)

    def answer(self, seen: Seen) -> tuple[ClassNumbers, ClassNumbers]:
        """See `Question.answer`."""
        return _class_numbers(seen), _class_numbers(seen.beside(self.second))


def _class_numbers(seen: Seen) -> ClassNumbers:
    whole = whole_vgg16(seen.observed.network)
    last_grid = seen.layer(seen.observed.network.rows[-1].name)
    return ClassNumbers(whole.class_probabilities_from(last_grid), whole.class_names)


@dataclass(frozen=True)
class GradCams(Question[Mapping[str, Float32Array]]):
    """Grad-CAM of a class, (height, width) by name of all 13 convolutions, from one pass."""

    most_bytes: ClassVar[int] = MIB
    is_gradient: ClassVar[bool] = True

    class_index: int

    def answer(self, seen: Seen) -> Mapping[str, Float32Array]:
        """See `Question.answer`."""
        from explorer.runtime.attribution import grad_cam
        from explorer.runtime.differentiable import Conditions

        observed = seen.observed
        conditions = Conditions(observed.preparation, observed.interventions)
        network, pixels = whole_vgg16(observed.network), observed.picture.pixels
        return grad_cam(network, pixels, self.class_index, conditions=conditions)


@dataclass(frozen=True)
class Saliency(Question[Float32Array]):
    """How much each pixel changes a class's logit, (224, 224)."""

    most_bytes: ClassVar[int] = 256 * KIB
    is_gradient: ClassVar[bool] = True

    class_index: int
    guided: bool

    def answer(self, seen: Seen) -> Float32Array:
        """See `Question.answer`."""
        from explorer.runtime.attribution import pixel_gradient, saliency
        from explorer.runtime.differentiable import Conditions

        observed = seen.observed
        conditions = Conditions(observed.preparation, observed.interventions)
        network, pixels = whole_vgg16(observed.network), observed.picture.pixels
        gradient = pixel_gradient(
            network, pixels, self.class_index, guided=self.guided, conditions=conditions
        )
        return saliency(gradient)
