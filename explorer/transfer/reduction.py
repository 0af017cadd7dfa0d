"""How grids become rows of values for a head's dense layers, as in Keras."""

from explorer.arrays import Float32Array
from explorer.transfer.plan import Reduction


def reduced(grids: Float32Array, reduction: Reduction) -> Float32Array:
    """What GlobalAveragePooling2D, GlobalMaxPooling2D or Flatten makes of grids.

    Args:
        grids: float32 (photos, height, width, channels).
        reduction: Which of them.

    Returns:
        float32 (photos, values); Flatten goes through rows, then columns, then channels.
    """
    match reduction:
        case "average":
            return grids.mean(axis=(1, 2), dtype="float32")
        case "max":
            return grids.max(axis=(1, 2))
        case "flatten":
            return grids.reshape(len(grids), -1)
