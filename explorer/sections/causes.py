"""Taking a part of the photo or of the network away, and seeing what it caused."""

from collections.abc import Sequence

import streamlit as st

from explorer import units
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import LayerSummary
from explorer.figures.maps.cause_notes import lost_title, off_words, verdict_note
from explorer.figures.maps.change_notes import difference
from explorer.figures.maps.depth_strip import DepthStrip
from explorer.figures.maps.probabilities import compared_bars
from explorer.observed import Observed
from explorer.session.parameters import (
    COVER,
    LAYER,
    OFF,
    OFF_CHANNEL,
    OFF_LAYER,
    OFF_MANY,
    REACHES,
    TAKEN,
    WATCHED,
)
from explorer.session.places import layer_here
from explorer.session.state import callback, visitor_state
from explorer.shared.outcomes import Answers
from explorer.shared.questions.causes import WatchedMap
from explorer.shared.questions.classes import ClassNumbers
from explorer.views.causes import (
    choose_hidden,
    hidden_patch,
    lost_question,
    off_channel,
    off_many,
    off_wish,
    with_hidden_patch,
)
from explorer.views.classes import top_classes
from explorer.views.interventions import questions_about, with_switched_off
from explorer.views.pictures import png_of
from explorer.widgets.charts import show_chart
from explorer.widgets.component import register
from explorer.widgets.depth_strip import DEPTH_STRIP, show_layer_pictures
from explorer.widgets.looking import CHANNEL_WIDTH, LAYER_WIDTH, pick_channel
from explorer.widgets.model import look_or_stop
from explorer.widgets.pair import show_scales, show_titled
from explorer.widgets.pick import Bounds, pick
from explorer.widgets.pictures import show_sharp_picture
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import escaped, media_address, or_stop

HIDDEN_PATCH = "hidden_patch"


OFF_WIDTH = 165
"""px on the page."""

OFF_BEGINS_AT = "block1_conv2"
"""The layer whose channels are switched off for a visitor who has not chosen one."""

HOW = "Drag it, a corner of it, or a new one."

_hidden_patch = register(HIDDEN_PATCH)


def pick_taken(observed: Observed) -> Observed:
    """Choose what is taken away; returns what is observed then.

    The patch itself is chosen on the photo.
    """
    if pick(TAKEN, "Take away") == "patch":
        pick(COVER, "The patch is made")
        return with_hidden_patch(observed)
    return _pick_off(observed)


def _pick_off(observed: Observed) -> Observed:
    """Choose channels of a layer, and find out which ones are the strongest."""
    rows = observed.network.rows
    names = [row.name for row in rows]
    begin = OFF_BEGINS_AT if OFF_BEGINS_AT in names else names[0]
    with st.container(width=LAYER_WIDTH):
        name = pick(
            OFF_LAYER, "Channels of", among=names, shown=layer_here(names, begin, OFF_LAYER)
        )
    row = observed.network.row(name)
    most = row.output_shape[-1]
    if pick(OFF, "Which", "list", width=OFF_WIDTH) == "strongest":
        many = off_many(most)
        pick(
            OFF_MANY, f"How many, 1 to {most}", shown=many, bounds=Bounds(1, most), width=OFF_WIDTH
        )
    else:
        channel = off_channel(most)
        label = f"Channel, 0 to {most - 1}"
        pick(OFF_CHANNEL, label, shown=channel, bounds=Bounds(0, most - 1), width=OFF_WIDTH)
    wishes = [off_wish(row)]
    asked = questions_about(wishes)
    answers = look_or_stop(observed, *asked, part="strongest") if asked else Answers({})
    return or_stop(with_switched_off, observed, wishes, answers)


def pick_watched(row: LayerSummary) -> None:
    """Choose which map of the later layer is shown."""
    if pick(WATCHED, "Show the map with", "list", width=CHANNEL_WIDTH) == "chosen":
        with st.container(width=CHANNEL_WIDTH):
            pick_channel(row.output_shape[-1])


def show_before_and_after(
    observed: Observed, second: Observed, row: LayerSummary, answers: Answers, question: WatchedMap
) -> None:
    """What is taken away, and the later layer's map before, after, and their difference."""
    channel, pair = answers[question]
    name = f"{row.name}, channel {channel}"
    with st.container(key="beside_causes"):
        places = st.columns([4, 3, 3, 3])
    with places[0]:
        _show_taken(observed, second, answers)
    shown = {
        "Before": (pair.first, f"Map of {name} before."),
        "After": (pair.second, f"Map of {name} afterwards."),
        f"Difference: {difference(pair.response.in_place)}": (
            pair.in_place,
            f"Map of {name} afterwards minus before, unit by unit.",
        ),
    }
    show_titled(places[1:], shown, "cause")
    show_scales(pair, name, "After minus before")


def _show_taken(observed: Observed, second: Observed, answers: Answers) -> None:
    """The photo with its patch, or the map that is off, or that is left."""
    if TAKEN.chosen() == "patch":
        st.markdown("**Taken away**")
        show_hidden_patch(observed, second)
        return
    off = second.interventions[0]
    channel, pair = answers[lost_question(second)]
    st.markdown(f"**{lost_title(off)}**")
    show_sharp_picture(pair.first, f"Map of {off.layer_name}, channel {channel}.", "cause_lost")
    most = observed.network.row(off.layer_name).output_shape[-1]
    st.markdown(f"Switched off: {escaped(off_words(off, most))}.")


def show_hidden_patch(observed: Observed, second: Observed) -> None:
    """The photo; a patch of it is chosen with mouse, finger or keys."""
    size = observed.picture.size
    patch = hidden_patch(size)
    data = {
        "photo": media_address(png_of(observed.picture), HIDDEN_PATCH),
        "covered": media_address(png_of(second.picture), f"{HIDDEN_PATCH}_covered"),
        "photo_size": size,
        "patch": [patch.top, patch.left, patch.height, patch.width],
        "told": "Hidden:",
        "how": HOW,
        "label": f"{photo_alt()} A patch of it is hidden: arrow keys move it, Shift and arrow keys "
        "resize it.",
    }
    _hidden_patch(key=HIDDEN_PATCH, data=data, on_patch_change=_choose_hidden)


@callback
def _choose_hidden() -> None:
    sent = visitor_state[HIDDEN_PATCH].patch
    if sent:
        top, left, height, width = map(int, sent["patch"])
        rows, columns = map(int, sent["size"])
        choose_hidden(Box(top, left, top + height - 1, left + width - 1), (rows, columns))


def show_spread(strip: DepthStrip, selected: str) -> None:
    """Where each layer changed; a click on a layer's picture chooses the layer."""
    show_layer_pictures(
        strip,
        selected,
        _choose_layer,
        label="Where each layer changed",
        told="How much each unit changed, all channels together",
        ends=("Colours: 0", "the layer's largest change"),
        is_wordy=True,
    )


@callback
def _choose_layer() -> None:
    name = visitor_state[DEPTH_STRIP].selected
    if name:
        LAYER.choose(name)


def pick_reaches() -> None:
    """Choose whose projective field is framed."""
    if TAKEN.chosen() == "patch":
        pick(REACHES, "Frame the units that can be reached from")


def reach_caption() -> str:
    """How to read the pictures of the layers."""
    coloured = (
        "Each picture has a square for each unit of the layer's grid. Dark: unchanged; the "
        "brightest unit of each layer changed most. "
    )
    if TAKEN.chosen() == "patch":
        return (
            f"{coloured}The frame is the projective field: the units whose receptive field holds a "
            "pixel of that part. They could change; how much, the weights and the photo decide."
        )
    return (
        f"{coloured}Where a channel was 0 anyway, nothing was taken away. To see what a part of "
        "the photo can reach, take a patch of it away."
    )


def show_classes(pair: tuple[ClassNumbers, ClassNumbers]) -> None:
    """The most probable classes before and afterwards, and what became of the first."""
    before, after = pair
    indices = _most_probable(before, after)
    names = {each.index: each.name for numbers in pair for each in top_classes(numbers)}
    show_chart(
        compared_bars(
            [names[index] for index in indices],
            [float(before.probabilities[index]) for index in indices],
            [float(after.probabilities[index]) for index in indices],
        ),
        key="cause_classes",
        file_name="class probabilities before and after",
        alt="The most probable classes, each before and after something was taken away.",
    )
    first, last = top_classes(before)[0], top_classes(after)[0]
    then = float(after.probabilities[first.index])
    note = verdict_note((first.name, first.probability), then, (last.name, last.probability))
    st.markdown(escaped(note))


def _most_probable(before: ClassNumbers, after: ClassNumbers) -> Sequence[int]:
    """The five most probable classes before, then those of the five afterwards that are new."""
    indices = [each.index for numbers in (before, after) for each in top_classes(numbers)]
    return list(dict.fromkeys(indices))


def show_unknown_classes(reason: str) -> None:
    """A question mark for each class, and why."""
    unknown = [None] * 3
    st.info(f"**The class probabilities are not known.** {reason}", icon=":material/help:")
    show_chart(
        compared_bars([units.UNKNOWN] * len(unknown), unknown, unknown),
        key="cause_classes",
        file_name="class probabilities",
        alt="Classes before and after: not known.",
    )
