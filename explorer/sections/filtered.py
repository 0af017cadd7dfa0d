"""The kernel of the bench on the whole photo: which map, and the pictures with their ranges."""

import streamlit as st

from explorer.convolution.sliding import COLOUR_CHANNELS
from explorer.figures import map_pictures
from explorer.figures.convolution.filtered import BEYOND_NOTE, SCALE_TITLE, range_note
from explorer.session.address import go_to_page
from explorer.session.bench import BenchSettings
from explorer.session.hand_parameters import PHOTO_AT, SHOWN_MAP
from explorer.views.bench import has_patch
from explorer.views.filtered import FilteredPhoto, ShownMap, bring_to_bench, shown_map
from explorer.widgets.bench_fields import SHORT_WIDTH, pick_bench_fields
from explorer.widgets.patch import pick_patch
from explorer.widgets.pick import Bounds, pick
from explorer.widgets.pictures import show_sharp_picture
from explorer.widgets.sidebar import photo_alt

PATCH_SHARE = (1, 2)
"""Widths of the photo to choose a patch on, and of what stands beside it."""

LARGEST_SHARP = 256
"""px a side of a picture that is about as large on the page."""

Titled = tuple[str, str, ShownMap]
"""A heading, what the picture shows, and the picture."""


def pick_what_slides() -> BenchSettings:
    """Choose the kernel, how it slides, and, of several filters, whose map is shown."""
    return pick_bench_fields(own_input=False, more=_pick_map_and_size)


def _pick_map_and_size(settings: BenchSettings) -> None:
    """The last fields of the row."""
    if settings.filters > 1:
        last = settings.filters - 1
        pick(
            SHOWN_MAP,
            f"Map, 0 to {last}",
            shown=shown_map(settings),
            bounds=Bounds(0, last),
            width=SHORT_WIDTH,
        )
    pick(PHOTO_AT, "Photo", "list", width=SHORT_WIDTH + 15)


def show_photo_and_sum(found: FilteredPhoto, has_bias: bool) -> None:
    """The photo, what the filter makes of it, and what ReLU leaves of that."""
    with st.container(key="beside_sum"):
        photo, summed, after = st.columns(3)
    with photo:
        st.markdown("**The photo**")
        _show_picture(found.photo, photo_alt(), "photo", found.size_in)
        st.caption("0 to 255 in each colour")
    size = found.size_out
    added = "Added up, with the bias" if has_bias else "Added up"
    with summed:
        _show((added, "The map of the filter on the photo.", found.summed), "summed", size)
    with after:
        _show(("After ReLU", "The same map, all below 0 set to 0.", found.after), "after", size)
    _show_scale(found)


def show_each_colour(found: FilteredPhoto) -> None:
    """What the filter makes of red, of green and of blue, before they are added up."""
    titled = [
        (f"From {name}", f"What the filter makes of the photo's {name}.", response)
        for name, response in zip(COLOUR_CHANNELS, found.by_colour, strict=True)
    ]
    with st.container(key="beside_colours"):
        places = st.columns(len(titled))
    for number, (place, each) in enumerate(zip(places, titled, strict=True)):
        with place:
            _show(each, f"colour_{number}", found.size_out)
    _show_scale(found)


def offer_patch(settings: BenchSettings) -> None:
    """Choose a few pixels of the photo, and work them out by hand."""
    size = settings.input_shape[:2]
    if not has_patch(size):
        return
    st.header("One patch by hand")
    left, right = st.columns(PATCH_SHARE)
    with left:
        pick_patch(size, "Chosen:")
    with right:
        st.markdown(
            "Each value of these maps is one sum. Choose a patch of the photo and follow every "
            "product of it on the bench."
        )
        if st.button("Work it out on the bench", key="patch_to_bench", icon=":material/grid_on:"):
            bring_to_bench()
            go_to_page("convolution")


def _show(titled: Titled, key: str, size: tuple[int, int]) -> None:
    title, alt, shown = titled
    st.markdown(f"**{title}**")
    _show_picture(shown.png, alt, key, size)
    st.caption(range_note(shown.low, shown.high))


def _show_picture(png: bytes, alt: str, key: str, size: tuple[int, int]) -> None:
    """Sharp where it is enlarged; where it is made smaller, px would be left out."""
    if max(size) <= LARGEST_SHARP:
        show_sharp_picture(png, alt, key)
        return
    with st.container(key=f"smooth_{key}"):
        st.image(png, alt=alt, output_format="PNG", width="stretch")


def _show_scale(found: FilteredPhoto) -> None:
    colours = found.colours
    st.html(map_pictures.scale(colours.palette, colours.low, colours.high, SCALE_TITLE))
    if found.goes_beyond:
        st.caption(BEYOND_NOTE)
