"""Photos as they are when they are read wrongly, before their pixels are prepared."""

import numpy as np

from explorer.arrays import Uint8Array


def on_its_side(pixels: Uint8Array) -> Uint8Array:
    """An upright photo as a phone stores it, for who ignores the note on how to turn it.

    The note is EXIF's orientation 6: turn a quarter to the right to see it upright.

    Args:
        pixels: RGB, uint8 (height, width, 3).

    Returns:
        RGB, uint8 (width, height, 3), turned a quarter to the left.
    """
    return np.ascontiguousarray(np.rot90(pixels))
