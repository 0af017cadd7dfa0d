"""The unit of VGG16 that is worked out by hand, and the way back to it."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from explorer.architecture.fields.places import unit_grid
from explorer.architecture.layers import AveragePool2D, Conv2D, MaxPool2D
from explorer.architecture.receptive_field import Position
from explorer.figures.convolution.bench_notes import unit_title
from explorer.session.address import go_to_page
from explorer.session.bench_cells import leave_unit, restore_unit
from explorer.session.hand_parameters import WORKED_UNIT
from explorer.session.places import channel_here, layer_here, unit_here
from explorer.shared.questions.channel import UnitSum, UnitView
from explorer.widgets.model import look_or_stop, observed_or_stop, show_weights_notice
from explorer.widgets.text import escaped


@dataclass(frozen=True, slots=True, eq=False)
class UnitLook:
    """A unit of VGG16 on the photo.

    Attributes:
        layer: Its layer's name.
        channel: Of the layer.
        position: (row, column).
        view: How its value comes about.
    """

    layer: str
    channel: int
    position: Position
    view: UnitView

    @property
    def title(self) -> str:
        """Which unit it is."""
        return unit_title(self.layer, self.channel, self.position)


UnitKind = Literal["convolution", "pooling", "other"]


def worked_unit_kind() -> UnitKind | None:
    """What kind of layer the unit is of that is worked out by hand; None where there is none."""
    if not WORKED_UNIT.chosen():
        return None
    observed = observed_or_stop()
    names = [row.name for row in observed.network.rows]
    match observed.network.row(layer_here(names, names[0])).layer:
        case Conv2D():
            return "convolution"
        case MaxPool2D() | AveragePool2D():
            return "pooling"
        case _:
            return "other"


def note_unit_elsewhere() -> None:
    """Where the unit is that is worked on by hand, on a page that does not show it."""
    match worked_unit_kind():
        case "convolution":
            st.caption("VGG16's unit is on the page Slide it. The numbers here are your own.")
        case "pooling":
            st.caption(
                "VGG16's unit is one of a pooling. It is on the page Other ways to slide. The "
                "numbers here are your own."
            )
        case "other":
            st.caption("The chosen layer has no unit to work out. The numbers here are your own.")


def look_at_unit() -> UnitLook:
    """The unit that layer, channel, row and column choose, as the network worked it out."""
    show_weights_notice("This unit's numbers are")
    observed = observed_or_stop()
    names = [row.name for row in observed.network.rows]
    row = observed.network.row(layer_here(names, names[0]))
    channel = channel_here(row.output_shape[-1])
    position = unit_here(unit_grid(row, observed.picture.size))
    question = UnitSum(row.name, channel, position)
    view = look_or_stop(observed, question)[question]
    return UnitLook(row.name, channel, position, view)


def show_unit_bar(look: UnitLook, *, is_changed: bool) -> None:
    """Which unit is on the bench, and the ways back.

    Args:
        look: The unit.
        is_changed: Whether some of its numbers were changed.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="unit_bar"):
        st.markdown(f"**{escaped(look.title)}**", width="content")
        if st.button("Back to Feature maps", icon=":material/grid_view:"):
            go_to_page("activations")
        if is_changed:
            st.button("The unit's own numbers", on_click=restore_unit, icon=":material/undo:")
        st.button("Numbers of your own", on_click=leave_unit, icon=":material/edit:")
