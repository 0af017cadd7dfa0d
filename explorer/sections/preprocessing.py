"""The way of the photo into the network, as pictures and numbers."""

import streamlit as st

from explorer.figures.preprocessing.way_in_notes import (
    STEP_TITLES,
    pixel_origin_note,
    pixel_table,
)
from explorer.session.address import fragment
from explorer.session.parameters import FIT
from explorer.views.way_in import (
    ShownStep,
    WayIn,
    followed_pixel,
    pixel_place,
    ways_to_fit,
)
from explorer.widgets.charts import show_chart
from explorer.widgets.patch import pick_pixel
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import show_wrapped_table

PICKER_AND_TABLE = (2, 3)
"""Widths of the photo that is clicked and of the numbers beside it."""


def show_steps(way: WayIn) -> None:
    """The picture of each step beside the next, with its shape and the range of its numbers."""
    with st.container(key="beside_steps"):
        places = st.columns(len(way.steps), gap="xsmall")
    for number, (place, step) in enumerate(zip(places, way.steps, strict=True), 1):
        title = f"{number}. {STEP_TITLES[step.key]}"
        with place:
            st.markdown(f"**{title}**")
            st.image(step.png, alt=_alt(title, step), output_format="PNG", width="stretch")
            st.caption(f"{step.facts['Shape']}  \n{step.facts['Range']}")


def _alt(title: str, step: ShownStep) -> str:
    return f"After step {title}: {step.facts['Shape']}, {step.facts['Range']}. {photo_alt()}"


def show_step_numbers(way: WayIn) -> None:
    """What each step does, and the kind and the means of the numbers after it."""
    for number, step in enumerate(way.steps, 1):
        st.markdown(f"{number}. **{STEP_TITLES[step.key]}.** {step.note}")
    columns = {name: [step.facts[name] for step in way.steps] for name in ("Type", "Means")}
    titles = [STEP_TITLES[step.key] for step in way.steps]
    show_wrapped_table({"Step": titles, **columns}, "The numbers after each step")


def show_ways_to_fit() -> None:
    """The photo resized in each way, and what that costs; the chosen one is named."""
    ways = ways_to_fit()
    with st.container(key="beside_fits"):
        places = st.columns(len(ways))
    for place, way in zip(places, ways, strict=True):
        title = FIT.labels[way.how].capitalize()
        with place:
            st.markdown(f"**{title}**{' (chosen)' if way.how == FIT.chosen() else ''}")
            alt = f"{title}: {photo_alt()}"
            st.image(way.png, alt=alt, output_format="PNG", width="stretch")
            st.caption(way.note)


@fragment
def follow_one_pixel() -> None:
    """Click a pixel of the input, and see its numbers at each step."""
    left, right = st.columns(PICKER_AND_TABLE)
    with left:
        pick_pixel(pixel_place())
    with right:
        pixel = followed_pixel()
        show_wrapped_table(pixel_table(pixel), "The pixel's numbers after each step")
        st.markdown(pixel_origin_note(pixel))


def show_histograms(way: WayIn) -> None:
    """How often each value occurs, before and after."""
    show_chart(
        way.histograms,
        key="histograms",
        file_name="histograms before and after the means are subtracted",
        alt="Lines of red, green and blue values, above from 0 to 255, below moved around 0.",
    )
