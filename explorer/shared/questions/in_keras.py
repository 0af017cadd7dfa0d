"""Keras' own layer on a visitor's numbers."""

from dataclasses import dataclass
from typing import ClassVar

from explorer.arrays import Float32Array
from explorer.background import Control
from explorer.convolution.exact import ExactLayer
from explorer.digests import Digest
from explorer.shared.questions.long_work import LongWork


@dataclass(frozen=True)
class RunInKeras(LongWork[Float32Array]):
    """Run Keras' own layer on the input that was worked on by hand.

    Attributes:
        layer: The layer and its input.
        photo: Of somebody's own photo that the numbers may come from: they are forgotten with it.
    """

    kind: ClassVar[str] = "in_keras"
    is_kept: ClassVar[bool] = False

    layer: ExactLayer
    photo: Digest | None = None

    def run(self, control: Control) -> Float32Array:
        """See `LongWork.run`; most of the time goes into starting TensorFlow, once."""
        control.check()
        from explorer.runtime.worked_convolution import keras_output

        control.check()
        return keras_output(self.layer)
