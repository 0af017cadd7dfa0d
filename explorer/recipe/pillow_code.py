"""Drawn training pictures as code with the drawn values: Pillow and NumPy, nothing else."""

from collections.abc import Sequence

from explorer.recipe.draws import CROP_SIDE, Draw

PHOTO_FILE = "photo.png"
"""The photo as it is kept here, which the visitor saves beside the code."""

_START = f"""\
import numpy as np
from PIL import Image

photo = Image.open("{PHOTO_FILE}").convert("RGB")

# What was drawn, a line for each picture: (height, width) after resizing, (row, column) of the
# crop, whether it is mirrored, and what is added to red, green and blue.
draws = ["""

_END = f"""\
]

pictures = []
for (height, width), (row, column), mirrored, shift in draws:
    resized = photo.resize((width, height), Image.Resampling.BICUBIC)
    crop = resized.crop((column, row, column + {CROP_SIDE}, row + {CROP_SIDE}))
    if mirrored:
        crop = crop.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    shifted = np.asarray(crop) + np.array(shift)
    # In training, fractions and values beyond 0 and 255 stay; a picture has none.
    pictures.append(np.clip(np.rint(shifted), 0, 255).astype(np.uint8))

for number, picture in enumerate(pictures, 1):
    Image.fromarray(picture).save(f"drawn-{{number}}.png")
"""


def draws_in_pillow(draws: Sequence[Draw]) -> str:
    """Code that makes exactly these pictures of the photo.

    Args:
        draws: Made for the photo's size.

    Returns:
        A file that needs Pillow and NumPy, reads `PHOTO_FILE`, and defines ``pictures``: a list of
        arrays, RGB, uint8 (224, 224, 3).
    """
    lines = [
        f"    ({draw.size}, {(draw.row, draw.column)}, {draw.mirrored}, {draw.shift}),"
        for draw in draws
    ]
    return "\n".join([_START, *lines, _END])
