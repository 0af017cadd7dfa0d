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
    PHOTO = "photo"
    FIT = "fit"
    COLOURS = "colours"
    UPLOAD = "upload"
    NETWORK_FILE = "network_file"
    CAMERA = "camera"
    STRIP = "strip"
    DERIVATIONS = "derivations"
