"""The kernel of the bench on the whole photo."""

import streamlit as st

from explorer.figures.convolution.filtered import colour_weights, colours_note, cut_note, sizes_note
from explorer.figures.maps.number_grids import NUMBERS_LEGEND
from explorer.sections import filtered as section
from explorer.session.address import fragment
from explorer.views.filtered import chosen_photo_filter, filtered_photo, photo_to_filter, shown_map
from explorer.widgets.answer import answer
from explorer.widgets.first_filters import first_filters
from explorer.widgets.source_notes import show_kernel_note
from explorer.widgets.text import or_stop, show_prose


@fragment
def slide_over_photo() -> None:
    """Choose what slides, and see what comes out."""
    settings = section.pick_what_slides()
    if settings.problems:
        return
    used = or_stop(chosen_photo_filter, settings, first_filters())
    found = or_stop(filtered_photo, photo_to_filter(), used)
    with answer():
        section.show_photo_and_sum(found, has_bias=bool(used.bias))
    st.markdown(f"{sizes_note(found.size_in, found.size_out)} {cut_note(found.share_cut)}")
    show_kernel_note(shown_map(settings) + 1, takes_mean=True)
    st.header("Each colour by itself")
    st.markdown(colours_note(used.channels, used.reads, used.bias))
    section.show_each_colour(found)
    st.html(colour_weights(used.weights.values))
    st.caption(f"The weights. {NUMBERS_LEGEND}")
    section.offer_patch(settings)


st.title("What does this kernel make of my photo?")
st.markdown(
    "The kernel of the bench slides over the whole photo. What it makes of red, green and blue is "
    "added up; ReLU keeps what is above 0."
)
slide_over_photo()
show_prose("filtered", "What the colours mean, and where to read more")
