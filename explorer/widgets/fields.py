"""Whose receptive field to follow: a layer of the sidebar's network, or a stack that is typed."""

from streamlit.delta_generator import DeltaGenerator

from explorer.architecture.stacks.notation import EXAMPLE, HOW_TO_WRITE
from explorer.architecture.summary import LayerSummary
from explorer.session.configuration import chosen_network
from explorer.session.fields import followed_parameter
from explorer.session.parameters import FIELD_OF, STACK, FieldOf
from explorer.widgets.layers import pick_layer
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped

COMMON_STEPS = [
    *("3,3,3", "3,3", "5,5", "3,3,3,3,3", "3,p2,3,p2,3"),
    *("3s2,3s2,3", "3,3d2,3d4", "3,3,p2,3,3,p2", "11s4,p3s2,5"),
]


def pick_field_of() -> FieldOf:
    """Choose between the network in the sidebar and a stack that is typed."""
    return pick(FIELD_OF, "Follow the field in the sidebar's network, or in a stack of your own")


def pick_steps() -> None:
    """Choose or type the steps of a stack; it is the same on every page."""
    pick(
        STACK,
        "Stack: its steps, from the input up",
        among=COMMON_STEPS,
        shown=STACK.chosen() or COMMON_STEPS[0],
        help=escaped(f"Choose one, or type your own: {HOW_TO_WRITE}; such as {EXAMPLE}."),
    )


def pick_followed_layer(
    rows: tuple[LayerSummary, ...], *, strip_in: DeltaGenerator
) -> LayerSummary:
    """A list of layers, with the network strip for a network; the default is the last layer."""
    is_network = FIELD_OF.chosen() == "network"
    return pick_layer(
        rows,
        chosen_network().name,
        strip_in=strip_in if is_network else None,
        begin=rows[-1].name,
        parameter=followed_parameter(),
    )
