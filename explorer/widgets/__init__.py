"""Inputs and notices that several pages share."""

from explorer.widgets.building import edit_problem, network_opener
from explorer.widgets.change import (
    change_picker,
    map_pair,
    pair_caption,
    pair_colours,
    photo_pair,
)
from explorer.widgets.channel import (
    channel_histogram,
    channel_map,
    filter_weights,
    unit_sum,
)
from explorer.widgets.depth import depth_strip, follow_picker, strip_caption
from explorer.widgets.field_growth import (
    axis_picker,
    field_cone,
    field_of_picker,
    followed_layer,
    step_slider,
    steps_picker,
)
from explorer.widgets.layers import (
    blocks_in_table,
    choose_point,
    chosen_columns,
    drawing_caption,
    layer_picker,
    layers_in_table,
)
from explorer.widgets.looking import channel_picker, look_picker, unit_picker
from explorer.widgets.maps import wall, wall_caption, wall_controls
from explorer.widgets.model import (
    class_probabilities,
    fetch_progress,
    job_progress,
    waiting_for_model,
    weights_notice,
)
from explorer.widgets.pictures import sharp_picture
from explorer.widgets.sidebar import ICON, frame, photo_alt
from explorer.widgets.stacks import amount_picker, stack_picker
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
    "amount_picker",
    "axis_picker",
    "blocks_in_table",
    "change_picker",
    "channel_histogram",
    "channel_map",
    "channel_picker",
    "choose_point",
    "chosen_columns",
    "class_probabilities",
    "depth_strip",
    "drawing_caption",
    "edit_problem",
    "escaped",
    "facts",
    "fetch_progress",
    "field_cone",
    "field_of_picker",
    "filter_weights",
    "follow_picker",
    "followed_layer",
    "frame",
    "job_progress",
    "layer_picker",
    "layers_in_table",
    "look_picker",
    "map_pair",
    "network_opener",
    "numbers",
    "pair_caption",
    "pair_colours",
    "photo_alt",
    "photo_pair",
    "prose",
    "sharp_picture",
    "small_picture",
    "stack_picker",
    "step_slider",
    "steps_picker",
    "strip_caption",
    "summary_or_stop",
    "table",
    "unit_picker",
    "unit_sum",
    "waiting_for_model",
    "wall",
    "wall_caption",
    "wall_controls",
    "weights_notice",
]
