"""Whose receptive field a visitor follows: a layer's of the chosen network, or of a stack."""

from explorer.architecture.networks import Network
from explorer.architecture.stacks.notation import parse_stack
from explorer.architecture.stacks.stacks import one_channel_network
from explorer.architecture.summary import LayerSummary, summarize
from explorer.session.choices import chosen_summary
from explorer.session.parameter import Name
from explorer.session.parameters import FIELD_OF, LAYER, POSITIONS, STACK, STACK_LAYER

DEFAULT_STEPS = "3,3,3"


def chosen_stack() -> Network:
    """The stack that is typed, as a network of one channel; poolings alone have fields too.

    Raises:
        ValueError: A step cannot be read or built; the message says which, and what is accepted.
    """
    return one_channel_network(parse_stack(STACK.chosen() or DEFAULT_STEPS))


def followed_summary() -> tuple[LayerSummary, ...]:
    """The layers that slide a window over the input, of the chosen network or the typed stack.

    Raises:
        ValueError: It cannot be read, or does not fit its input; the message says why.
    """
    if FIELD_OF.chosen() == "network":
        rows = chosen_summary()
    else:
        side = POSITIONS.chosen()
        rows = summarize(chosen_stack(), (side, side, 1))
    return tuple(row for row in rows if row.rows is not None)


def followed_parameter() -> Name:
    """The parameter that holds the followed layer; a network's layer holds on every page."""
    return LAYER if FIELD_OF.chosen() == "network" else STACK_LAYER
