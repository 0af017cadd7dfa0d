"""First layers and poolings of real networks, as windows whose output size can be worked out."""

from dataclasses import dataclass

from explorer.architecture.shapes import Window


@dataclass(frozen=True, slots=True)
class RealLayer:
    """A layer that somebody published.

    Attributes:
        title: For people.
        size_in: Rows, and columns, of its input.
        window: Along both axes.
        source: Where.
        note: What is special about it, one sentence.
    """

    title: str
    size_in: int
    window: Window
    source: str
    note: str


REAL_LAYERS = {
    "alexnet-paper": RealLayer(
        "AlexNet's first layer, as in the paper",
        224,
        Window(11, 4),
        "Krizhevsky et al. 2012, section 3.5 and figure 2",
        "The paper says 224, and its own figure has 55 outputs: with 224 the stride does not "
        "divide.",
    ),
    "alexnet": RealLayer(
        "AlexNet's first layer, as in torchvision",
        224,
        Window(11, 4, padding=2),
        "torchvision.models.alexnet",
        "Two zeros on each side give the 55 outputs of the paper, and the stride still does not "
        "divide.",
    ),
    "vgg": RealLayer(
        "VGG16's convolutions",
        224,
        Window(3, padding="same"),
        "arXiv:1409.1556, section 2.1",
        "One zero on each side keeps the size.",
    ),
    "vgg-pool": RealLayer(
        "VGG16's last pooling, on a photo of 180 px",
        11,
        Window(2, 2),
        "keras.applications.VGG16 at 180 × 180 px",
        "The eleventh row is dropped.",
    ),
    "resnet": RealLayer(
        "ResNet's first layer",
        224,
        Window(7, 2, padding=3),
        "arXiv:1512.03385, table 1",
        "Its stride does not divide either: the last row of zeros is never read.",
    ),
    "vit": RealLayer(
        "The patches of a vision transformer (ViT-B/16)",
        224,
        Window(16, 16),
        "arXiv:2010.11929, section 3.1",
        "The stride is as large as the kernel, so the windows lie side by side.",
    ),
    "pool-same": RealLayer(
        "A pooling with “same” padding",
        7,
        Window(2, 2, padding="same"),
        "the small network on the Parameters page",
        "“Same” does not mean the same size here: it means 7 / 2, rounded up.",
    ),
}
"""By a short name."""
