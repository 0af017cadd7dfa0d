"""Everything that a visitor can choose and that a link carries: one declaration each.

A page shows one with `explorer.widgets.pick.pick`; `chosen()` returns the choice. Links contain
codes, which must never change; labels are for people and may change.
"""

from typing import Literal

from explorer.architecture.convolution.relations import RELATIONS
from explorer.architecture.fields.profiles import KernelKind
from explorer.architecture.limits import BLOCK_LIMITS
from explorer.architecture.networks import PRESETS
from explorer.architecture.shapes import Axis
from explorer.architecture.stacks.comparison import Amount
from explorer.architecture.stacks.stacks import SINGLE_KERNELS
from explorer.convolution.filter_presets import FILTER_PRESETS
from explorer.convolution.input_presets import INPUT_PRESETS
from explorer.convolution.layer import HandActivation
from explorer.convolution.limits import MOST_CHANNELS, MOST_FILTERS, MOST_SIDE
from explorer.factorised_kernels.named import NAMED_KERNELS
from explorer.feature_maps import ChannelOrder
from explorer.figures.colour_maps import ColourMap
from explorer.figures.fields.measured import Measure
from explorer.figures.maps.attribution import Explanation
from explorer.figures.maps.contact_sheet import ColourRange
from explorer.figures.maps.feature_wall import TileSize
from explorer.fitting import Fit
from explorer.images.samples import SAMPLES
from explorer.images.transforms import TRANSFORMS
from explorer.observed import Look
from explorer.recipe.at_test_time import TEST_SCALES
from explorer.recipe.draws import ScaleKey
from explorer.recipe.marks import MOST_DRAWS
from explorer.session.parameter import Name, OneOf, Parameter, Real, Switch, Text, Whole

# --- the sidebar: network, input, photo ----------------------------------------------------------

NETWORK = OneOf[str](
    "network", {key: network.name for key, network in PRESETS.items()}, usual="vgg16"
)
BLOCKS = Text("blocks", usual="")
"""Changes to the network: blocks and head in the notation of links."""

SIZE = Text("size", usual="224x224")
"""Input size: height x width, px."""

AS_PUBLISHED = "as published"
CHANNELS = OneOf[str](
    "channels",
    {AS_PUBLISHED: "as published", "3": "3 (colour)", "1": "1 (grey)"},
    usual=AS_PUBLISHED,
)

OWN_PHOTO = "own"
"""A visitor's own photo; links never contain the photo itself."""

_PHOTOS = {key: sample.title for key, sample in SAMPLES.items()} | {OWN_PHOTO: "Your own photo"}
PHOTO = OneOf[str]("photo", _PHOTOS, usual=next(iter(SAMPLES)))
FIT = OneOf[Fit]("fit", {"crop": "crop", "squeeze": "squeeze", "pad": "pad"}, usual="crop")

# --- where to look -------------------------------------------------------------------------------

LARGEST_PLACE = 9999
"""The largest channel, row or column in any layer."""

WEIGHTS = OneOf[Look](
    "weights",
    {
        "trained": "VGG16, trained",
        "untrained": "VGG16, untrained",
        "own": "your network, untrained",
    },
    usual="trained",
)
LAYER = Name("layer", usual="")
CHANNEL = Whole[int]("channel", 0, LARGEST_PLACE, usual=0)
ROW = Whole[int | None]("row", 0, LARGEST_PLACE, usual=None)
COLUMN = Whole[int | None]("column", 0, LARGEST_PLACE, usual=None)

# --- feature maps --------------------------------------------------------------------------------

COLOUR_RANGE = OneOf[ColourRange](
    "colours", {"channel": "each map", "layer": "the layer"}, usual="channel"
)
COLOUR_MAP = OneOf[ColourMap](
    "palette",
    {"viridis": "viridis", "cividis": "cividis", "magma": "magma", "grey": "grey"},
    usual="viridis",
)
ORDER = OneOf[ChannelOrder](
    "order",
    {
        "channel": "channel",
        "mean": "mean",
        "maximum": "maximum",
        "variance": "variance",
        "sparsity": "share of zeros",
    },
    usual="channel",
)
TILES = OneOf[TileSize](
    "tiles", {"small": "small", "medium": "medium", "large": "large"}, usual="medium"
)
HIDE_DEAD = Switch("hide_dead", usual=False)

Follow = Literal["strongest", "chosen"]
"""Which feature map of each layer is shown: the one with the largest mean, or the chosen one."""

FOLLOW = OneOf[Follow](
    "follow", {"strongest": "the strongest", "chosen": "one number for all"}, usual="strongest"
)

ANOTHER_PHOTO = "other-photo"
CHANGE = OneOf[str](
    "change",
    {key: transform.label for key, transform in TRANSFORMS.items()}
    | {ANOTHER_PHOTO: "Another photo"},
    usual=next(iter(TRANSFORMS)),
)
BY = Real("by", usual=None)
"""How much of the change; bounds and default depend on the change."""

OTHER_PHOTO = OneOf[str]("other_photo", _PHOTOS, usual=tuple(SAMPLES)[1])

_MOST_CLASSES = 5
RANK = OneOf[str](
    "class", {str(rank): str(rank) for rank in range(1, _MOST_CLASSES + 1)}, usual="1"
)
"""A class by its rank, the most probable one first."""

EXPLANATION = OneOf[Explanation](
    "explanation",
    {
        "Grad-CAM": "Grad-CAM",
        "guided Grad-CAM": "guided Grad-CAM",
        "guided saliency": "guided saliency",
        "saliency": "saliency",
    },
    usual="Grad-CAM",
)
OPACITY = Whole[int]("opacity", 0, 100, usual=80)
"""Of the largest value of a map laid over the photo, percent."""

GROWN_SIDE = OneOf[str]("side", {"64": "64", "128": "128", "224": "224"}, usual="128")
PICTURE_SEED = Whole[int]("seed", 0, 9999, usual=16)

# --- receptive fields ----------------------------------------------------------------------------

FieldOf = Literal["network", "stack"]
"""The chosen network, or a typed stack."""

FIELD_OF = OneOf[FieldOf](
    "field_of", {"network": "the network", "stack": "a stack of your own"}, usual="network"
)
STACK = Text("stack", usual="")
STACK_LAYER = Name("stack_layer", usual="")
POSITIONS = Whole[int]("positions", 1, 256, usual=15)
"""Rows, and columns, of a stack's input."""

AXIS = OneOf[Axis]("axis", {"columns": "columns", "rows": "rows"}, usual="columns")
ON_PHOTO = Switch("on_photo", usual=True)

REPEATS = Whole[int]("repeats", 1, 12, usual=2)
KERNEL_KIND = OneOf[KernelKind](
    "kernel_weights",
    {"uniform": "uniform", "binomial": "binomial", "random": "random"},
    usual="uniform",
)
DRAW = Whole[int]("draw", 0, 999, usual=0)
KERNEL_SIZE = OneOf[str]("kernel_size", {"3": "3", "5": "5", "7": "7"}, usual="3")
DEPTH = Whole[int]("depth", 8, 100, usual=40)

Scope = Literal["together", "one"]
"""Whose field is measured: all channels at a position together, or one of them."""

SCOPE = OneOf[Scope](
    "scope", {"together": "all channels together", "one": "one channel"}, usual="together"
)
Over = Literal["positions", "channels", "photos"]
"""What fields are averaged over."""

OVER = OneOf[Over](
    "over",
    {"positions": "positions", "channels": "channels", "photos": "photos"},
    usual="positions",
)
MANY = OneOf[str]("many", {"4": "4", "16": "16", "64": "64"}, usual="16")
"""Positions or channels to average over: square numbers."""

MEASURE = OneOf[Measure](
    "measure", {"square": "smallest square", "pixels": "pixels that count"}, usual="square"
)
ZOOM = Switch("zoom", usual=True)

# --- stacks of small kernels ---------------------------------------------------------------------

_FILTERS = int(BLOCK_LIMITS["filters"].least), int(BLOCK_LIMITS["filters"].most)
KERNEL = OneOf[str]("kernel", {str(k): f"{k} × {k}" for k in SINGLE_KERNELS}, usual="5")
CHANNELS_IN = Whole[int]("cin", *_FILTERS, usual=256)
CHANNELS_OUT = Whole[int]("cout", *_FILTERS, usual=256)
MAP = Text("map", usual="56x56")
"""Height x width, px. With 256 channels, the maps between the convolutions of VGG16's block 3."""

BETWEEN = Text("between", usual="")
"""Channels between the convolutions of a stack; "" for as many as come out."""

AMOUNT = OneOf[str]("amount", {str(each): str(each) for each in Amount}, usual=str(Amount.WEIGHTS))
EXAMPLE_KERNEL = OneOf[str](
    "example",
    {key: kernel.title for key, kernel in NAMED_KERNELS.items()},
    usual="cross",
)
NEGATIVE_WEIGHTS = Switch("negative", usual=True)

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

# --- preprocessing and training -------------------------------------------------------------------

PIXEL_ROW = Whole[int | None]("pixel_row", 0, LARGEST_PLACE, usual=None)
PIXEL_COLUMN = Whole[int | None]("pixel_column", 0, LARGEST_PLACE, usual=None)
"""The pixel of the network's input that is followed; None for the middle."""

TRAINING_SCALE = OneOf[ScaleKey](
    "training_scale",
    {"256": "256 px", "384": "384 px", "256-512": "drawn, 256 to 512 px"},
    usual="256-512",
)
DRAWS_CROP = Switch("draws_crop", usual=True)
DRAWS_MIRROR = Switch("draws_mirror", usual=True)
DRAWS_COLOUR = Switch("draws_colour", usual=True)
"""Which transforms of a training picture are drawn, each alone or together."""

ColoursOf = Literal["imagenet", "photo"]
"""Whose principal components the colour shift moves along."""

COLOURS_OF = OneOf[ColoursOf](
    "colours_of", {"imagenet": "ImageNet", "photo": "this photo"}, usual="imagenet"
)
RECIPE_SEED = Whole[int]("recipe_seed", 0, 9999, usual=16)
NUM_DRAWS = OneOf[str]("draws", {"4": "4", "8": "8", "16": "16"}, usual="8")
DRAWN = Whole[int]("drawn", 1, MOST_DRAWS, usual=1)
"""The draw that is shown step by step."""

MARKED = Text("marked", usual="")
"""Draws that contradict the label, in the notation of `explorer.recipe.marks`."""

BEGUN = OneOf[str](
    "begun",
    {key: PRESETS[key].name for key in ("vgg13", "vgg16-c", "vgg16", "vgg19")},
    usual="vgg16",
)
"""The network whose layers began with those of A."""

TEST_SCALE = OneOf[str](
    "test_scale",
    {str(side): f"{side} px" for side in sorted({q for qs in TEST_SCALES.values() for q in qs})},
    usual="256",
)

# --- comparing -----------------------------------------------------------------------------------

OTHER_NETWORK = OneOf[str]("other", NETWORK.labels, usual="")
"""A preset to compare with; "" leaves it to the page."""

ALL: dict[str, Parameter[object]] = {
    each.key: each for each in list(globals().values()) if isinstance(each, Parameter)
}
"""Every parameter by its key, which is also its name in an address."""
