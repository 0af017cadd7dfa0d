"""What every layer does to the shape, the parameters, the work and the receptive field."""

import streamlit as st

from explorer import units
from explorer.architecture.network.block_results import block_results
from explorer.figures.network.notes import (
    all_note,
    field_note,
    seen_words,
    shape_notes,
    stride_notes,
)
from explorer.sections import architecture as section
from explorer.sections.block_editor import block_editor, show_refusals
from explorer.session.choices import (
    chosen_input_shape,
    chosen_size,
    chosen_summary,
    request_problem,
)
from explorer.session.configuration import chosen_network, configuration_problems
from explorer.widgets.answer import answer
from explorer.widgets.layers import pick_layer
from explorer.widgets.text import or_stop, show_numbers, show_prose

NOT_ASKED = (
    "These blocks and this head are the nearest that exist to what was asked for. Change them to "
    "see what they do, or press Reset."
)

network = chosen_network()
size = chosen_size()

st.title("What does each layer do to the picture?")
if not request_problem():
    st.markdown(
        f"Each layer turns one array of numbers into another. This is **{network.name}** on a "
        f"picture of **{size.height} × {size.width} px**. Change the network and the input size in "
        "the sidebar; click a layer to follow it."
    )
editor = st.expander("Change its blocks and head", key="editor", on_change="rerun")
if editor.open:
    with editor:
        if configuration_problems():
            st.warning(NOT_ASKED, icon=":material/warning:")
        block_editor()
else:
    show_refusals()
rows = or_stop(chosen_summary)

selected = pick_layer(rows, network.name, strip_in=st.container())
with answer():
    section.show_drawing(rows, selected, f"{network.name} at {size.height}x{size.width}")
show_numbers(
    {
        "Output of this layer": units.size(selected.output_shape),
        "Parameters": units.count(selected.num_parameters),
        "Work": units.macs(selected.num_macs),
        "Receptive field": seen_words(rows, selected),
        "Activation memory": units.memory(selected.activation_bytes),
    }
)

st.header("The whole network in numbers")
section.show_totals(rows)
for note in stride_notes(block_results(network.blocks, chosen_input_shape())):
    st.info(note, icon=":material/compress:")
for note in shape_notes(rows):
    st.warning(note, icon=":material/content_cut:")
st.info(field_note(rows), icon=":material/visibility:")

st.header("Layer by layer")
per_block = st.toggle("One row per block", key="per_block")
if per_block:
    section.show_block_rows(rows)
else:
    section.show_layer_table(rows, selected)
st.caption(
    "Field is the receptive field; stride and padding are the effective ones. “larger”: the field "
    "is larger than the picture; units at its border reach into the padding anyway. "
    f"{all_note(rows)}" + ("" if per_block else " Select a row to see its layer's formulas below.")
)
how = st.expander("Where these numbers come from", key=section.DERIVATIONS, on_change="rerun")
if how.open:
    with how:
        section.show_derivations(rows, selected, network.name)

show_prose("counting", "How these numbers are counted, and how others count")
show_prose("receptive_field", "What receptive field, effective stride and effective padding mean")
