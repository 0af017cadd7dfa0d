"""Session-state keys that more than one module knows."""

from enum import StrEnum


class Key(StrEnum):
    """Session-state keys; those of bound widgets are also the address's parameters."""

    NETWORK = "network"
    SIZE = "size"
    HEIGHT = "height"
    WIDTH = "width"
    SQUARE = "square"
    CHANNELS = "channels"
    BLOCKS = "blocks"
    LAYER = "layer"
    CHANNEL = "channel"
    ROW = "row"
    COLUMN = "column"
    WEIGHTS = "weights"
    FOLLOW = "follow"
    PHOTO = "photo"
    FIT = "fit"
    COLOURS = "colours"
    COLOUR_MAP = "palette"
    ORDER = "order"
    TILES = "tiles"
    HIDE_DEAD = "hide_dead"
    KERNEL = "kernel"
    CHANNELS_IN = "cin"
    CHANNELS_OUT = "cout"
    MAP = "map"
    STACK = "stack"
    BETWEEN = "between"
    AMOUNT = "amount"
    CHANGE = "change"
    BY = "by"
    OTHER_PHOTO = "other_photo"
    SIDE = "side"
    SEED = "seed"
    EXAMPLE_KERNEL = "example"
    NEGATIVE = "negative"
    CLASS = "class"
    EXPLANATION = "explanation"
    OPACITY = "opacity"
    ZOOM = "zoom"
    SCOPE = "scope"
    OVER = "over"
    MANY = "many"
    MEASURE = "measure"
    UPLOAD = "upload"
    NETWORK_FILE = "network_file"
    CAMERA = "camera"
    STRIP = "strip"
    FIELD_OF = "field_of"
    POSITIONS = "positions"
    STACK_LAYER = "stack_layer"
    KERNEL_KIND = "kernel_weights"
    DRAW = "draw"
    REPEATS = "repeats"
    KERNEL_SIZE = "kernel_size"
    DEPTH = "depth"
    AXIS = "axis"
    ON_PHOTO = "on_photo"
    OTHER_NETWORK = "other"
    DERIVATIONS = "derivations"


IN_SIDEBAR = frozenset({Key.NETWORK, Key.BLOCKS, Key.SIZE, Key.CHANNELS, Key.PHOTO, Key.FIT})
"""Those of widgets that stand on every page."""

UNBOUND = frozenset(
    {
        *(Key.HEIGHT, Key.WIDTH, Key.SQUARE, Key.UPLOAD, Key.CAMERA, Key.NETWORK_FILE),
        *(Key.STRIP, Key.DERIVATIONS, Key.BY),
    }
)
"""Those of widgets that are not bound to the address."""
