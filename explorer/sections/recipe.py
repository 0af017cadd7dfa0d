"""VGG's training recipe: draws of the photo, their code, the schedule, and testing."""

import streamlit as st

from explorer.architecture.networks import PRESETS
from explorer.figures.maps.change import response_curves
from explorer.figures.recipe.notes import (
    beginnings_note,
    class_map_note,
    crops_note,
    draw_note,
    epochs_note,
    many_crops_note,
    results_table,
    scales_note,
    work_note,
)
from explorer.figures.recipe.schedule import WHY_IT_FELL, schedule_alt, schedule_chart
from explorer.recipe.draws import Draw
from explorer.recipe.initialisation import Beginning
from explorer.recipe.keras_code import recipe_in_keras
from explorer.recipe.marks import (
    CONTRADICTIONS,
    Marks,
    marked,
    possible_contradictions,
    write_marks,
)
from explorer.recipe.pillow_code import PHOTO_FILE, draws_in_pillow
from explorer.recipe.results import SCALE_RESULTS
from explorer.recipe.schedule import BATCH_SIZE, DROPOUT, MOMENTUM, WEIGHT_DECAY
from explorer.recipe.slips import SLIPS
from explorer.session.address import fragment
from explorer.session.parameters import (
    BEGUN,
    COLOURS_OF,
    DRAWN,
    DRAWS_COLOUR,
    DRAWS_CROP,
    DRAWS_MIRROR,
    MARKED,
    NUM_PICTURES,
    RECIPE_SEED,
    TEST_SCALE,
    TRAINING_SCALE,
)
from explorer.session.state import callback, visitor_state
from explorer.shared.questions.change import MapPair
from explorer.views.classes import why_no_classes
from explorer.views.recipe import (
    DrawnSheet,
    chosen_beginnings,
    chosen_class_map,
    chosen_draw,
    chosen_marks,
    chosen_stages,
    drawn_questions,
    judged_photo,
    macs_of_crop,
    photo_file,
    plain_and_drawn,
)
from explorer.widgets.charts import show_chart
from explorer.widgets.classes import show_both_classes
from explorer.widgets.fold import fold
from explorer.widgets.layers import pick_layer
from explorer.widgets.looking import pick_channel
from explorer.widgets.model import look_or_stop, show_weights_notice
from explorer.widgets.pair import show_scales, show_titled
from explorer.widgets.pick import Bounds, pick
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import (
    or_stop,
    show_numbers,
    show_problem,
    show_table,
    show_wrapped_table,
)

NOT_PUBLISHED = "AlexNet's and VGG's own numbers were not published."

_KERAS_LAYERS = "https://keras.io/api/layers/preprocessing_layers/image_augmentation"
TRANSFORM_LINKS = (
    "Where each transform is described: "
    "[Pillow's resize](https://pillow.readthedocs.io/en/stable/reference/Image.html"
    "#PIL.Image.Image.resize), "
    f"[RandomCrop]({_KERAS_LAYERS}/random_crop/), [RandomFlip]({_KERAS_LAYERS}/random_flip/), "
    "and the colour shift in [Krizhevsky et al. 2012](https://proceedings.neurips.cc/paper/2012/"
    "hash/c399862d3b9d6b76c8436e924a68c45b-Abstract.html), section 4.1."
)

COLUMNS = 4
_SEED_WIDTH, _MARK_WIDTH = 130, 420
"""px on the page."""

_NO_MARK = ""

IN_NETWORK = "What this picture changes inside VGG16, and in its answer"

COMPARED = ("Middle of the photo, S = 256 px", "This training picture")
"""The two looks that are compared."""


def pick_recipe() -> None:
    """Choose the transforms, the seed and how many pictures are drawn."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(TRAINING_SCALE, "Shorter side S")
        pick(RECIPE_SEED, "Seed", width=_SEED_WIDTH)
        pick(NUM_PICTURES, "Pictures")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(DRAWS_CROP, "Random crop")
        pick(DRAWS_MIRROR, "Mirror half")
        pick(DRAWS_COLOUR, "Shift colour")
        if DRAWS_COLOUR.chosen():
            pick(COLOURS_OF, "Along the colours of")


def show_sheet(sheet: DrawnSheet) -> None:
    """All drawn pictures with what was drawn."""
    marks = or_stop(chosen_marks)
    for start in range(0, len(sheet.draws), COLUMNS):
        with st.container(key=f"beside_draws_{start}"):
            places = st.columns(COLUMNS)
        for place, draw in zip(places, sheet.draws[start : start + COLUMNS], strict=False):
            with place:
                _show_drawn(sheet, draw, marks)


def _show_drawn(sheet: DrawnSheet, draw: Draw, marks: Marks) -> None:
    note = draw_note(draw, sheet.settings)
    alt = f"Training picture {draw.number}: {note} {photo_alt()}"
    st.image(sheet.pictures[draw.number - 1], alt=alt, output_format="JPEG", width="stretch")
    st.caption(f"**{draw.number}.** {note}")
    why = marks.get(draw.number)
    if why is not None:
        st.caption(f":material/label_off: **{CONTRADICTIONS[why]}**")


def show_stages(sheet: DrawnSheet) -> None:
    """One draw, step by step, and whether it contradicts the label."""
    most = len(sheet.draws)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shown = min(DRAWN.chosen(), most)
        pick(DRAWN, "Picture", shown=shown, bounds=Bounds(1, most), width=_SEED_WIDTH)
        draw = chosen_draw(sheet)
        _pick_mark(draw)
    stages = chosen_stages(draw)
    pictures = {
        f"1. S = {draw.scale} px": stages.resized,
        "2. Cropped": stages.cropped,
        "3. Mirrored" if draw.mirrored else "3. Not mirrored": stages.mirrored,
        "4. Colour shifted" if any(draw.shift) else "4. Colour unchanged": stages.shifted,
    }
    with st.container(key="beside_stages"):
        places = st.columns(len(pictures))
    for place, (title, png) in zip(places, pictures.items(), strict=True):
        with place:
            st.markdown(f"**{title}**")
            st.image(png, alt=f"{title}. {photo_alt()}", output_format="PNG", width="stretch")
    st.markdown(f"{draw_note(draw, sheet.settings)} {crops_note(draw.size)}")
    if any(draw.shift):
        st.caption(
            "The colour shift, in grey levels, moves along the principal components of "
            f"{sheet.colours.source}. {NOT_PUBLISHED}"
        )


def _pick_mark(draw: Draw) -> None:
    """Mark a draw that contradicts the label."""
    key = f"mark_{draw.number}"
    why = or_stop(chosen_marks).get(draw.number, _NO_MARK)
    options = [_NO_MARK, *possible_contradictions(draw.mirrored, any(draw.shift))]
    visitor_state[key] = why if why in options else _NO_MARK
    st.selectbox(
        "Does it contradict the label?",
        options,
        format_func=lambda each: CONTRADICTIONS.get(each, "no"),
        key=key,
        on_change=_mark,
        args=(draw.number, key),
        width=_MARK_WIDTH,
    )


@callback
def _mark(number: int, key: str) -> None:
    MARKED.choose(write_marks(marked(chosen_marks(), number, visitor_state[key] or None)))


@fragment
def show_in_network(sheet: DrawnSheet) -> None:
    """A folded line: what a draw changes in a feature map, in all layers, and in the classes."""
    folded = fold(IN_NETWORK, IN_NETWORK, "draw_in_network")
    if not folded.open:
        return
    with folded:
        show_weights_notice()
        observed, other = plain_and_drawn(chosen_draw(sheet))
        rows = observed.network.rows
        with st.container(horizontal=True, vertical_alignment="bottom"):
            layer = pick_layer(rows, "VGG16", strip_in=None, begin="block3_conv3")
            channel = pick_channel(layer.output_shape[-1])
        one_map, all_layers, classes = drawn_questions(other, layer.name, channel)
        why_not = why_no_classes(observed, "trained")
        asked = (one_map, all_layers, *(() if why_not else (classes,)))
        answers = look_or_stop(observed, *asked, part="draw")
        _show_maps(answers[one_map], f"{layer.name}, channel {channel}")
        show_chart(
            response_curves(rows, answers[all_layers], layer.name),
            key="draw_curves",
            file_name=f"training picture {sheet.settings.seed} layer by layer",
            alt="Curves over the layers: how much the maps of both pictures differ.",
        )
        st.caption(
            "All maps of a layer together, the middle of the photo against this training picture. "
            "0 means the same, √2 nothing in common."
        )
        st.markdown("What VGG16 says of each: its five most probable classes.")
        show_both_classes(None if why_not else answers[classes], why_not, COMPARED)


def _show_maps(pair: MapPair, name: str) -> None:
    """One feature map of the middle of the photo and of the draw, in the same colours."""
    plain, drawn = COMPARED
    maps = {
        plain: (pair.first, f"Map of {name} for the middle of the photo."),
        drawn: (pair.second, f"Map of {name} for the training picture."),
    }
    show_titled(st.columns(2), maps, "draw_map")
    show_scales(pair, name)


def show_code(sheet: DrawnSheet) -> None:
    """The drawn values as code, and a pipeline of Keras with the same chances."""
    in_pillow, in_keras = st.tabs(["These pictures: Pillow", "The same chances: Keras"])
    with in_pillow:
        st.markdown("Exactly these pictures, with the values that were drawn:")
        st.code(draws_in_pillow(sheet.draws), language=None, wrap_lines=True)
    with in_keras:
        st.markdown(
            "Keras draws values of its own. It neither rounds the shifted colours nor cuts:"
        )
        code = recipe_in_keras(sheet.settings, sheet.colours, len(sheet.draws))
        st.code(code, language=None, wrap_lines=True)
    st.markdown(TRANSFORM_LINKS)
    st.download_button(
        f"The photo as {PHOTO_FILE}", photo_file(), PHOTO_FILE, "image/png", on_click="ignore"
    )


def show_schedule() -> None:
    """How long, and at which learning rate."""
    show_numbers(
        {
            "Batch": f"{BATCH_SIZE} pictures",
            "Momentum": f"{MOMENTUM}",
            "Weight decay": f"{WEIGHT_DECAY}",
            "Dropout after fc1 and fc2": f"{DROPOUT}",
        }
    )
    show_chart(schedule_chart(), key="schedule", file_name="VGG learning rate", alt=schedule_alt())
    st.caption(WHY_IT_FELL)
    st.markdown(f"{epochs_note()} {scales_note()}")


def show_beginnings() -> None:
    """Which layers of a deeper network began with those of A."""
    pick(BEGUN, "Network", "pills")
    found = chosen_beginnings()
    st.markdown(beginnings_note(found, PRESETS[BEGUN.chosen()].name))
    show_table(
        {
            "Layer": [each.layer for each in found],
            "Kernel": [" × ".join(map(str, each.kernel_shape)) for each in found],
            "Began with": [_origin(each) for each in found],
            "Parameters": [each.num_parameters for each in found],
        },
        key="beginnings",
    )


def _origin(each: Beginning) -> str:
    return f"{each.taken_from} of A" if each.taken_from else "random weights"


def show_testing() -> None:
    """How a whole picture is judged, and at what price."""
    pick(TEST_SCALE, "Shorter side Q", "pills")
    try:
        found = chosen_class_map()
    except ValueError as error:
        show_problem(error)
        return
    judged = judged_photo(found)
    with st.container(key="beside_judged"):
        whole, crops = st.columns(2)
    with whole:
        st.markdown("**The whole picture**")
        alt = "The photo with the first, the second and the last window of the map of classes."
        st.image(judged.whole, alt=alt, output_format="PNG", width="stretch")
        st.caption("Frames: the first, the second and the last place of the map of classes.")
    with crops:
        st.markdown("**A grid of 5 × 5 crops**")
        alt = "The photo with the first, the second and the last of 25 crops."
        st.image(judged.crops, alt=alt, output_format="PNG", width="stretch")
        st.caption(
            "Frames: the first, the second and the last crop. The paper gives no positions; these "
            "are spread evenly."
        )
    st.markdown(class_map_note(found))
    st.markdown(work_note(int(TEST_SCALE.chosen()), found, macs_of_crop()))


def show_results() -> None:
    """What the scales and the ways of testing were worth."""
    st.markdown(many_crops_note())
    with st.expander("The paper's errors by scale and way of testing"):
        show_table(results_table(SCALE_RESULTS), key="results")


def show_slips() -> None:
    """What articles get wrong."""
    show_wrapped_table(
        {
            "Often read": [slip.claim for slip in SLIPS],
            "Right": [slip.right for slip in SLIPS],
            "Source": [slip.source for slip in SLIPS],
        },
        "What articles about VGG get wrong, the right value, and its source",
    )
