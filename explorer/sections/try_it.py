"""One 5x5 kernel and two 3x3 in its place: the choice, and both on the photo."""

import streamlit as st

from explorer.figures import map_pictures
from explorer.session.parameters import EXAMPLE_KERNEL, NEGATIVE_WEIGHTS
from explorer.views.try_it import Attempt, TriedOut, Trio, chosen_attempt, has_negative_weights
from explorer.widgets.pick import pick
from explorer.widgets.pictures import show_sharp_picture

NEGATIVE_LABEL = "The 3×3 may have negative weights"
NEGATIVE_HELP = "This 5×5 has negative weights. Two 3×3 without any cannot make it up."


def pick_example() -> Attempt:
    """Choose a 5x5 kernel, and, if it has no negative weights, whether its 3x3 may have them."""
    pick(EXAMPLE_KERNEL, "The 5×5 kernel", "pills")
    if has_negative_weights():
        st.toggle(NEGATIVE_LABEL, value=True, disabled=True, help=NEGATIVE_HELP)
    else:
        pick(NEGATIVE_WEIGHTS, NEGATIVE_LABEL)
    return chosen_attempt()


def show_response_trio(pictures: Trio, titles: tuple[str, str], key: str) -> None:
    """Two responses and their difference, beside each other."""
    first, second = titles
    shown = {first: pictures.first, second: pictures.second, "Difference": pictures.difference}
    with st.container(key=f"beside_{key}"):
        places = st.columns(3)
    for number, (place, (title, png)) in enumerate(zip(places, shown.items(), strict=True)):
        with place:
            st.markdown(f"**{title}**")
            show_sharp_picture(png, f"{title}, on the photo.", f"{key}_{number}")


def show_response_scales(tried: TriedOut, difference: Trio, subtraction: str) -> None:
    """The colours of two responses and of their difference, with their values."""
    colours = tried.colours
    title = "Response, grey levels × weight"
    st.html(
        map_pictures.scale(colours.palette, colours.low, colours.high, title)
        + map_pictures.signed_scale(difference.largest, subtraction)
    )
