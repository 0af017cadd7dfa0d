"""What VGG16 says of the chosen photo."""

from dataclasses import dataclass

import numpy as np

from explorer.images.sizing import fit
from explorer.session.photos import chosen_fit, chosen_photo
from explorer.session.shared_model import model


@dataclass(frozen=True, slots=True)
class ClassProbability:
    """What VGG16 thinks of one class."""

    name: str
    probability: float


TOP_CLASSES = 5
TRAINED_SIZE = (224, 224)
"""px: VGG16's dense layers were trained for this size and take no other."""


def top_classes() -> tuple[ClassProbability, ...]:
    """The five most probable classes of the chosen photo, the most probable first."""
    network = model()
    probabilities = network.class_probabilities(
        fit(chosen_photo().pixels, TRAINED_SIZE, chosen_fit())
    )
    names = network.class_names
    return tuple(
        ClassProbability(names[index] if names else f"class {index}", float(probabilities[index]))
        for index in np.argsort(probabilities)[::-1][:TOP_CLASSES]
    )
