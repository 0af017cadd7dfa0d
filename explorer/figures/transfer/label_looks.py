"""How labels of a set are told apart in figures: by colour and shape, and by a name that fits."""

from html import escape

LABEL_COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"),
    *("#56B4E9", "#882255", "#999933", "#999999", "#F0E442"),
)
"""By number of the label: Okabe and Ito's set with two of Tol's muted one (sron.nl/~pault).
Shapes differ too, as ten colours are too many to be told apart."""

SHAPES = (
    *("circle", "square", "diamond", "triangle-up", "cross"),
    *("x", "star", "triangle-down", "pentagon", "hexagram"),
)
"""Plotly's names, by number of the label."""

LONGEST_NAME = 24
"""Letters of a label in a figure."""


def label_colour(number: int) -> str:
    """The colour of a label by its number; they repeat after the tenth."""
    return LABEL_COLOURS[number % len(LABEL_COLOURS)]


def label_shape(number: int) -> str:
    """The shape of a label by its number; they repeat after the tenth."""
    return SHAPES[number % len(SHAPES)]


def short_label(label: str, longest: int = LONGEST_NAME) -> str:
    """A label that fits into a figure: its end is cut off where it is long."""
    return label if len(label) <= longest else f"{label[: longest - 1].rstrip()}…"


def figure_label(label: str, longest: int = LONGEST_NAME) -> str:
    """The same for Plotly, which would take what visitors write for markup."""
    return escape(short_label(label, longest), quote=False)
