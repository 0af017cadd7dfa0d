"""Everything that a visitor can choose and that a link carries: one declaration each.

A page shows one with `explorer.widgets.pick.pick`; `chosen()` returns the choice. Links contain
codes, which must never change; labels are for people and may change.
"""

from typing import Literal

from explorer.architecture.fields.profiles import KernelKind
from explorer.architecture.limits import BLOCK_LIMITS
from explorer.architecture.networks import PRESETS
from explorer.architecture.shapes import Axis
from explorer.architecture.stacks.comparison import Amount
from explorer.architecture.stacks.stacks import SINGLE_KERNELS
from explorer.factorised_kernels.named import NAMED_KERNELS
from explorer.feature_maps import ChannelOrder
from explorer.figures.colour_maps import ColourMap
from explorer.figures.fields.measured import Measure
from explorer.figures.maps.attribution import Explanation
from explorer.figures.maps.contact_sheet import ColourRange
from explorer.figures.maps.feature_wall import TileSize
from explorer.fitting import Fit
from explorer.images.occlusion import Cover
from explorer.images.samples import SAMPLES
from explorer.images.transforms import TRANSFORMS
from explorer.mistakes import MISTAKES
from explorer.observed import Look
from explorer.recipe.at_test_time import TEST_SCALES
from explorer.recipe.draws import ScaleKey
from explorer.recipe.marks import MOST_DRAWS
from explorer.session import hand_parameters, transfer_parameters
from explorer.session.parameter import (
    LARGEST_PLACE,
    Name,
    OneOf,
    Parameter,
    Real,
    Switch,
    Text,
    Whole,
)

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

# --- preprocessing and training -------------------------------------------------------------------

MISTAKE = OneOf[str](
    "mistake",
    {code: mistake.label for code, mistake in MISTAKES.items()},
    usual=next(iter(MISTAKES)),
)

# --- causes ---------------------------------------------------------------------------------------

Taken = Literal["patch", "channels"]
"""What is taken away: a patch of the photo, or channels of a layer."""

TAKEN = OneOf[Taken](
    "taken", {"patch": "a patch of the photo", "channels": "channels of a layer"}, usual="patch"
)
COVER = OneOf[Cover]("cover", {"grey": "grey", "blur": "blurred"}, usual="grey")

HIDDEN_TOP = Whole[int | None]("hidden_top", 0, LARGEST_PLACE, usual=None)
HIDDEN_LEFT = Whole[int | None]("hidden_left", 0, LARGEST_PLACE, usual=None)
HIDDEN_HEIGHT = Whole[int | None]("hidden_height", 1, LARGEST_PLACE, usual=None)
HIDDEN_WIDTH = Whole[int | None]("hidden_width", 1, LARGEST_PLACE, usual=None)
"""The patch that is hidden, in ten-thousandths of the photo's sides: any input size shows the same
part of the photo. None leaves it to the page."""

Off = Literal["one", "strongest", "all-but"]
"""Which channels of a layer are switched off."""

OFF = OneOf[Off](
    "off",
    {"one": "one channel", "strongest": "the strongest", "all-but": "all but one"},
    usual="one",
)
OFF_LAYER = Name("off_layer", usual="")
OFF_CHANNEL = Whole[int]("off_channel", 0, LARGEST_PLACE, usual=0)
OFF_MANY = Whole[int]("off_many", 1, LARGEST_PLACE, usual=8)

Watched = Literal["most", "chosen"]
"""Which channel of the later layer is shown: the one that changes most, or the chosen one."""

WATCHED = OneOf[Watched]("watched", {"most": "most effect", "chosen": "this number"}, usual="most")
Reaches = Literal["patch", "pixel"]
"""Whose projective field is framed: the patch's, or that of the pixel in its middle."""

REACHES = OneOf[Reaches](
    "reaches", {"patch": "the patch", "pixel": "the pixel in its middle"}, usual="patch"
)

# --- the training recipe -------------------------------------------------------------------------

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
NUM_PICTURES = OneOf[str]("draws", {"4": "4", "8": "8", "16": "16"}, usual="8")
DRAWN = Whole[int]("training_picture", 1, MOST_DRAWS, usual=1)
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
    each.key: each
    for each in [
        *globals().values(),
        *vars(hand_parameters).values(),
        *vars(transfer_parameters).values(),
    ]
    if isinstance(each, Parameter)
}
"""Every parameter by its key, which is also its name in an address."""
