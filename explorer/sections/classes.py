"""What VGG16 says about the photo, and the choice of what to explain and how."""

from collections.abc import Mapping, Sequence

import streamlit as st

from explorer import units
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.figures import map_pictures
from explorer.figures.colour_maps import palette
from explorer.figures.maps.attribution import Explanation, top_of_colours
from explorer.figures.maps.class_notes import (
    fit_note,
    formula,
    formula_note,
    map_alt,
    map_facts,
    what_is_bright,
)
from explorer.figures.maps.probabilities import probability_bars
from explorer.figures.theme import Figure
from explorer.fitting import fitting
from explorer.observed import Observed, Picture
from explorer.runtime.weights import WITH_TOP
from explorer.session.address import fragment, stop_here
from explorer.session.parameters import FIT, LAYER, RANK
from explorer.session.photos import chosen_photo
from explorer.session.state import callback, visitor_state
from explorer.shared.weights import retry_fetch, weights_state
from explorer.views.classes import (
    TRAINED_SIZE,
    ClassProbability,
    attribution_png,
    grad_cam_pictures,
    last_of_blocks,
)
from explorer.views.pictures import png_of
from explorer.views.teacher import teacher_is_here
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.looking import pick_opacity
from explorer.widgets.model import show_fetch_progress
from explorer.widgets.pick import pick
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import (
    escaped,
    show_facts,
    show_numbers,
    show_problem,
    show_small_picture,
)

BARS = "class_probabilities"
_PHOTO_WIDTH = 224
"""px on the page: as many as the network gets."""

MAP_WIDTH = 520
SMALL_MAP_WIDTH = 168
"""px: five of them stand side by side on a projector of 1440 px, two on a phone."""


def require_dense_layers(judged: Observed) -> None:
    """Continue if the dense layers are here; else show what they would answer as "?", and stop.

    Args:
        judged: The photo that the network would judge.
    """
    state = weights_state(WITH_TOP, start=False)
    if state.path is not None:
        return
    st.info(
        "**The answer is not known yet.** The probabilities come from VGG16's three dense layers, "
        "which are not on this computer. With random weights in their place the answer would be "
        "chance.",
        icon=":material/help:",
    )
    if state.fetching is not None:
        st.markdown("The dense layers are being downloaded, once for everybody on this computer.")
        show_fetch_progress(WITH_TOP)
    else:
        show_problem(state.problem)
        _say_how_to_get_dense_layers()
    _show_unknown(judged)
    stop_here()


def _say_how_to_get_dense_layers() -> None:
    """The command that fetches them; a button for the teacher alone: it is a large download."""
    st.markdown(
        f"Whoever runs the explorer gets them with `make weights TOP=1` "
        f"({units.megabytes(WITH_TOP.num_bytes)}, most of it dense layers). Reload this page when "
        "they are there."
    )
    if teacher_is_here():
        st.button(
            "Fetch the dense layers",
            on_click=callback(retry_fetch),
            args=(WITH_TOP,),
            icon=":material/download:",
        )


def _show_unknown(judged: Observed) -> None:
    """The page's layout, with "?" for what is not known."""
    unknown = [units.UNKNOWN] * len(RANK.codes)
    bars = probability_bars(unknown, [None] * len(unknown), selected=None)
    with answer():
        _show_verdict(judged.picture, bars, alt="Five classes and their probabilities: not known.")
    st.header("Where does it look?")
    show_numbers(
        dict.fromkeys(("Class", "Its probability", "Largest value of Grad-CAM"), units.UNKNOWN)
    )
    st.caption("A map over the photo shows what speaks for a class. It needs an answer first.")


def pick_class(classes: Sequence[ClassProbability]) -> ClassProbability:
    """Choose one of the most probable classes by its rank; a click on its bar does the same."""
    return classes[RANK.codes.index(pick(RANK, "Class, by its rank above"))]


def show_class_probabilities(
    photo: Picture, classes: Sequence[ClassProbability], chosen: ClassProbability
) -> None:
    """The photo that the network receives, and the most probable classes as bars."""
    bars = probability_bars(
        [each.name for each in classes],
        [each.probability for each in classes],
        selected=chosen.rank - 1,
    )
    _show_verdict(photo, bars, alt=f"The most probable class is {classes[0].name}.")


def _show_verdict(photo: Picture, bars: Figure, alt: str) -> None:
    """The photo as the network gets it, and the bars beside it."""
    left, right = st.columns([1, 3], vertical_alignment="center")
    with left:
        show_small_picture(png_of(photo), photo_alt(), _PHOTO_WIDTH)
    with right:
        show_chart(bars, key=BARS, file_name="class probabilities", on_select=_choose_bar, alt=alt)
    height, width, _ = chosen_photo().pixels.shape
    st.caption(fit_note(fitting((height, width), TRAINED_SIZE, FIT.chosen())))


@callback
def _choose_bar() -> None:
    points = visitor_state[BARS].selection.points
    if points:
        RANK.choose(RANK.codes[int(points[0]["customdata"])])


@fragment
def show_attribution(
    picture: Picture,
    explanation: Explanation,
    chosen: ClassProbability,
    row: LayerSummary,
    values: Float32Array,
) -> None:
    """The map over the photo; moving the slider redraws nothing else."""
    percent = pick_opacity("Map over the photo, %")
    png = attribution_png(picture, explanation, values, percent / 100)
    show_small_picture(png, map_alt(explanation, values, chosen.name), MAP_WIDTH)
    top = top_of_colours(values, explanation)
    st.html(map_pictures.scale(palette("viridis"), 0, top, explanation))
    st.download_button(
        "This picture as PNG",
        png,
        f"{explanation.lower().replace(' ', '-')}-class{chosen.index}-{row.name}.png",
        "image/png",
        icon=":material/download:",
    )


def show_attribution_notes(
    explanation: Explanation, chosen: ClassProbability, row: LayerSummary, values: Float32Array
) -> None:
    """How to read the map, its numbers, and the formula behind it."""
    st.markdown(what_is_bright(explanation, escaped(chosen.name)))
    show_facts(map_facts(explanation, values, row))
    st.latex(formula(explanation, row))
    st.caption(formula_note(explanation, row))


def show_layers_side_by_side(
    picture: Picture,
    maps: Mapping[str, Float32Array],
    chosen: ClassProbability,
    layer_name: str,
) -> None:
    """Grad-CAM of the last convolution of each block; a button under each chooses it."""
    pictures = grad_cam_pictures(picture, maps)
    with st.container(horizontal=True):
        for row in last_of_blocks():
            with st.container(width=SMALL_MAP_WIDTH):
                alt = map_alt(f"Grad-CAM of {row.name}", maps[row.name], chosen.name)
                st.image(pictures[row.name], alt=alt, output_format="PNG", width="stretch")
                st.button(
                    row.name,
                    key=f"look_at_{row.name}",
                    on_click=callback(LAYER.choose),
                    args=(row.name,),
                    icon=":material/check:" if row.name == layer_name else None,
                    width="stretch",
                )
                if not maps[row.name].any():
                    st.caption("0 everywhere")
