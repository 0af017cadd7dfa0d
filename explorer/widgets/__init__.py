"""Inputs and notices that several pages share."""

from explorer.widgets.building import edit_problem, network_opener
from explorer.widgets.change import (
    change_picker,
    map_pair,
    pair_colours,
    photo_pair,
)
from explorer.widgets.channel import (
    channel_histogram,
    channel_map,
    filter_weights,
    unit_sum,
)
from explorer.widgets.charts import chart
from explorer.widgets.classes import (
    attribution_map,
    attribution_notes,
    class_picker,
    class_probabilities,
    convolution_picker,
    dense_layers_or_stop,
    explanation_picker,
    layers_side_by_side,
)
from explorer.widgets.depth import depth_strip, follow_picker, strip_caption
from explorer.widgets.excitation import (
    excitation,
    photo_excitation,
    seed_picker,
    side_picker,
)
from explorer.widgets.field_growth import (
    axis_picker,
    field_cone,
    followed_layer,
    followed_rows,
    step_slider,
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
from explorer.widgets.maps import take_home, wall, wall_caption, wall_controls
from explorer.widgets.measured import (
    average_picker,
    averaged_fields,
    field_look,
    measure_picker,
    measured_fields,
    measured_or_button,
    measured_unit_picker,
    share_curves,
)
from explorer.widgets.model import (
    fetch_progress,
    job_progress,
    network_notice,
    waiting_for_model,
    weights_notice,
)
from explorer.widgets.pictures import sharp_picture
from explorer.widgets.profiles import (
    depth_slider,
    followed_windows,
    kernel_size_picker,
    repeats_slider,
    weights_picker,
)
from explorer.widgets.sidebar import ICON, frame, photo_alt
from explorer.widgets.stacks import amount_picker, between_picker, stack_picker, stack_warnings
from explorer.widgets.text import (
    escaped,
    facts,
    numbers,
    prose,
    small_picture,
    summary_or_stop,
    table,
)
from explorer.widgets.try_it import example_picker, response_scales, response_trio, tried_or_stop

__all__ = [
    "ICON",
    "amount_picker",
    "attribution_map",
    "attribution_notes",
    "average_picker",
    "averaged_fields",
    "axis_picker",
    "between_picker",
    "blocks_in_table",
    "change_picker",
    "channel_histogram",
    "channel_map",
    "channel_picker",
    "chart",
    "choose_point",
    "chosen_columns",
    "class_picker",
    "class_probabilities",
    "convolution_picker",
    "dense_layers_or_stop",
    "depth_slider",
    "depth_strip",
    "drawing_caption",
    "edit_problem",
    "escaped",
    "example_picker",
    "excitation",
    "explanation_picker",
    "facts",
    "fetch_progress",
    "field_cone",
    "field_look",
    "filter_weights",
    "follow_picker",
    "followed_layer",
    "followed_rows",
    "followed_windows",
    "frame",
    "job_progress",
    "kernel_size_picker",
    "layer_picker",
    "layers_in_table",
    "layers_side_by_side",
    "look_picker",
    "map_pair",
    "measure_picker",
    "measured_fields",
    "measured_or_button",
    "measured_unit_picker",
    "network_notice",
    "network_opener",
    "numbers",
    "pair_colours",
    "photo_alt",
    "photo_excitation",
    "photo_pair",
    "prose",
    "repeats_slider",
    "response_scales",
    "response_trio",
    "seed_picker",
    "share_curves",
    "sharp_picture",
    "side_picker",
    "small_picture",
    "stack_picker",
    "stack_warnings",
    "step_slider",
    "strip_caption",
    "summary_or_stop",
    "table",
    "take_home",
    "tried_or_stop",
    "unit_picker",
    "unit_sum",
    "waiting_for_model",
    "wall",
    "wall_caption",
    "wall_controls",
    "weights_notice",
    "weights_picker",
]
