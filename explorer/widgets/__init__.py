"""Inputs and notices that several pages share."""

from explorer.widgets.building import edit_problem, network_opener
from explorer.widgets.layers import (
    blocks_in_table,
    choose_point,
    chosen_columns,
    drawing_caption,
    layer_picker,
    layers_in_table,
)
from explorer.widgets.looking import channel_picker, look_picker, unit_picker
from explorer.widgets.maps import colour_range_picker, sheet_caption
from explorer.widgets.model import (
    class_probabilities,
    fetch_progress,
    job_progress,
    waiting_for_model,
    weights_notice,
)
from explorer.widgets.sidebar import ICON, frame, photo_alt
from explorer.widgets.text import (
    escaped,
    facts,
    numbers,
    prose,
    small_picture,
    summary_or_stop,
    table,
)

__all__ = [
    "ICON",
    "blocks_in_table",
    "channel_picker",
    "choose_point",
    "chosen_columns",
    "class_probabilities",
    "colour_range_picker",
    "drawing_caption",
    "edit_problem",
    "escaped",
    "facts",
    "fetch_progress",
    "frame",
    "job_progress",
    "layer_picker",
    "layers_in_table",
    "look_picker",
    "network_opener",
    "numbers",
    "photo_alt",
    "prose",
    "sheet_caption",
    "small_picture",
    "summary_or_stop",
    "table",
    "unit_picker",
    "waiting_for_model",
    "weights_notice",
]
