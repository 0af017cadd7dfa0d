"""What a visitor can choose in the section on convolution; see `explorer.session.parameters`."""

from typing import Literal

from explorer.architecture.convolution.relations import RELATIONS
from explorer.convolution.filter_presets import FILTER_PRESETS
from explorer.convolution.input_presets import INPUT_PRESETS
from explorer.convolution.layer import HandActivation
from explorer.convolution.limits import MOST_CHANNELS, MOST_FILTERS, MOST_SIDE
from explorer.session.parameter import (
    LARGEST_PLACE,
    OneOf,
    Switch,
    Text,
    Whole,
)

# --- one convolution by hand ---------------------------------------------------------------------

TYPED = "typed"
"""Numbers that a visitor typed."""

OF_PHOTO, OF_VGG16 = "photo", "vgg16"
"""Pixels of the photo; a filter of VGG16's first layer."""

INPUT = OneOf[str](
    "input",
    {key: preset.title for key, preset in INPUT_PRESETS.items()}
    | {OF_PHOTO: "patch of the photo", TYPED: "your own numbers"},
    usual="edge",
)
INPUT_SHAPE = Text("input_shape", usual="6x6x1")
"""Height x width x channels of the input that is worked on by hand."""

INPUT_NUMBERS = Text("input_numbers", usual="")
"""The numbers themselves, or a name under which this session keeps them."""

PATCH_ROW = Whole[int | None]("patch_row", 0, LARGEST_PLACE, usual=None)
PATCH_COLUMN = Whole[int | None]("patch_column", 0, LARGEST_PLACE, usual=None)
"""The first pixel of the patch of the photo; None for the middle."""

FILTER = OneOf[str](
    "filter",
    {key: preset.title for key, preset in FILTER_PRESETS.items()}
    | {OF_VGG16: "VGG16, first layer", TYPED: "your own numbers"},
    usual="sobel-x",
)
FILTER_SIZE = Text("filter_size", usual="3x3")
FILTERS = Whole[int]("filters", 1, MOST_FILTERS, usual=1)
FILTER_NUMBERS = Text("filter_numbers", usual="")
"""See `INPUT_NUMBERS`."""

BIASES = Text("bias", usual="")
"""One number for each filter; "" for zeros."""

STRIDE = Text("stride", usual="1")
DILATION = Text("dilation", usual="1")
PADDING = Text("padding", usual="valid")
GROUPS = Whole[int]("groups", 1, MOST_CHANNELS, usual=1)
AFTER = OneOf[HandActivation](
    "after",
    {"linear": "none", "relu": "ReLU", "softmax": "softmax over the filters"},
    usual="linear",
)
WORKED_UNIT = Switch("unit", usual=False)
"""Whether the unit of VGG16 that layer, channel, row and column choose is worked on by hand."""

FIRST_FILTER = Whole[int]("first_filter", 0, 63, usual=0)
"""A filter of VGG16's first layer."""

CELL = Text("cell", usual="")
"""The output that is worked out: row, column and filter."""

PINNED = Text("pinned", usual="")
"""The output that it is compared with."""

Way = Literal["max", "average", "one-row", "causal", "transposed", "flip", "matrix"]
"""How a window slides, other than as a convolution over rows and columns."""

WAY = OneOf[Way](
    "way",
    {
        "max": "max pooling",
        "average": "average pooling",
        "one-row": "one row",
        "causal": "causal",
        "transposed": "transposed",
        "flip": "flipped kernel",
        "matrix": "matrix product",
    },
    usual="max",
)
POOL_SIZE = Text("pool_size", usual="2")
POOL_STRIDE = Text("pool_stride", usual="2")

SHIFT_DOWN = OneOf[str](
    "shift_down", {"-2": "2 up", "-1": "1 up", "0": "0", "1": "1 down", "2": "2 down"}, usual="0"
)
SHIFT_RIGHT = OneOf[str](
    "shift_right",
    {"-2": "2 left", "-1": "1 left", "0": "0", "1": "1 right", "2": "2 right"},
    usual="-1",
)
"""By how many pixels the input is shifted."""

INPUT_ROW = Whole[int | None]("input_row", 0, MOST_SIDE - 1, usual=None)
"""The row of the input that a kernel of one row slides along; None for the middle."""
SHOWN_MAP = Whole[int]("shown_map", 0, MOST_FILTERS - 1, usual=0)
"""The filter that slides over the whole photo."""

PhotoAt = Literal["input", "own"]
"""The photo at the input size of the network, or as large as it is."""

PHOTO_AT = OneOf[PhotoAt]("photo_at", {"input": "input size", "own": "own size"}, usual="input")

# --- sizes and parameters of a convolution -------------------------------------------------------

SIZED_INPUT = Text("size_in", usual="")
"""Rows, or rows x columns, of an input of any size; "" for the bench's, as in the next four."""

SIZED_KERNEL = Text("size_kernel", usual="")
SIZED_PADDING = Text("size_padding", usual="")
SIZED_STRIDE = Text("size_stride", usual="")
SIZED_DILATION = Text("size_dilation", usual="")

RELATION = OneOf[str](
    "relation",
    {str(each.number): f"{each.number}: {each.name}" for each in RELATIONS},
    usual="6",
)
_LARGEST_RELATION_SIZE, _LARGEST_RELATION_KERNEL = 24, 9
RELATION_INPUT = Whole[int | None]("relation_i", 1, _LARGEST_RELATION_SIZE, usual=None)
"""i, or i' of a transposed convolution; None for the guide's example, as in the next five."""

RELATION_KERNEL = Whole[int | None]("relation_k", 1, _LARGEST_RELATION_KERNEL, usual=None)
RELATION_STRIDE = Whole[int | None]("relation_s", 1, _LARGEST_RELATION_KERNEL, usual=None)
RELATION_ZEROS = Whole[int | None]("relation_p", 0, _LARGEST_RELATION_KERNEL - 1, usual=None)
RELATION_DILATION = Whole[int | None]("relation_d", 1, 4, usual=None)
RELATION_EXTRA = Whole[int | None]("relation_a", 0, _LARGEST_RELATION_KERNEL - 1, usual=None)

_COUNTED = 1, 4096
COUNTED_FILTERS = Whole[int]("count_filters", *_COUNTED, usual=75)
"""The first layer of the network on the Parameters page, as in the next four."""

COUNTED_CHANNELS = Whole[int]("count_channels", *_COUNTED, usual=1)
COUNTED_KERNEL = Text("count_kernel", usual="3")
COUNTED_GROUPS = Whole[int]("count_groups", *_COUNTED, usual=1)
COUNTED_BIAS = Switch("count_bias", usual=True)
