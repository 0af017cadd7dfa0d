"""The training recipe as a pipeline in Keras: the same chances, but Keras' own draws."""

from explorer.recipe.colour_shift import ALPHA_DEVIATION, LARGEST_LEVEL, ColourComponents
from explorer.recipe.draws import CROP_SIDE, SCALES, RecipeSettings
from explorer.recipe.pillow_code import PHOTO_FILE

_IMPORTS = """\
import keras
import numpy as np
from PIL import Image
"""

_COLOUR_SHIFT = """
class ColourShift(keras.layers.Layer):
    \"\"\"Adds one shift to all pixels of a picture: Krizhevsky et al. 2012, section 4.1.\"\"\"

    def __init__(self, seed):
        super().__init__()
        self.generator = keras.random.SeedGenerator(seed)
        # Variances of colours from 0 to 1, and a column for each principal component.
        self.eigenvalues = np.array({values}, "float32")
        self.eigenvectors = np.array(
            [
                {first},
                {second},
                {third},
            ],
            "float32",
        )

    def call(self, picture):
        alphas = keras.random.normal((3,), stddev={deviation}, seed=self.generator)
        return picture + {largest} * keras.ops.matmul(self.eigenvectors, alphas * self.eigenvalues)

"""

_RESIZE = """

def resized(picture):
    \"\"\"In proportion, the shorter side S px; S is {how}.\"\"\"
    side = {side}
    height, width = picture.shape[:2]
    size = round(height * side / min(height, width)), round(width * side / min(height, width))
    return keras.ops.image.resize(picture, size, interpolation="bicubic", antialias=True)


def training_picture(photo):
    picture = resized(photo)
    for layer in layers:
        picture = layer(picture, training=True)
    return keras.ops.convert_to_numpy(picture)


photo = np.asarray(Image.open("{photo}").convert("RGB"), "float32")
pictures = np.stack([training_picture(photo) for _ in range({count})])
"""


def recipe_in_keras(settings: RecipeSettings, colours: ColourComponents, count: int) -> str:
    """Code that draws training pictures in Keras, with the same chances as `draw_many`.

    Keras draws other values from the same seed. It neither rounds nor cuts off what a colour shift
    makes.

    Args:
        settings: Which transforms.
        colours: What the colour shift moves along.
        count: How many pictures.

    Returns:
        A file that needs Keras 3, NumPy and Pillow, reads `PHOTO_FILE`, and defines ``pictures``:
        RGB, float32 (count, 224, 224, 3).
    """
    return "\n".join(
        [
            _IMPORTS,
            *([_colour_class(colours)] if settings.shifts_colour else []),
            *_layer_lines(settings),
            *([] if settings.shares_scale else [_generator_line(settings.seed)]),
            _resizing(settings, count),
        ]
    )


def _layer_lines(settings: RecipeSettings) -> list[str]:
    seed = settings.seed
    sides = f"{CROP_SIDE}, {CROP_SIDE}"
    layers = [f"RandomCrop({sides}, seed={seed})" if settings.crops else f"CenterCrop({sides})"]
    if settings.mirrors:
        layers.append(f'RandomFlip("horizontal", seed={seed + 1})')
    own = [f"    ColourShift(seed={seed + 2}),"] if settings.shifts_colour else []
    return ["layers = [", *(f"    keras.layers.{each}," for each in layers), *own, "]"]


def _generator_line(seed: int) -> str:
    return f"sides = keras.random.SeedGenerator({seed + 3})"


def _colour_class(colours: ColourComponents) -> str:
    first, second, third = map(list, colours.eigenvectors)
    return _COLOUR_SHIFT.format(
        values=list(colours.eigenvalues),
        first=first,
        second=second,
        third=third,
        deviation=ALPHA_DEVIATION,
        largest=LARGEST_LEVEL,
    )


def _resizing(settings: RecipeSettings, count: int) -> str:
    least, most = SCALES[settings.scale]
    drawn_side = f"int(keras.random.randint((), {least}, {most + 1}, seed=sides))"
    return _RESIZE.format(
        how=f"{least}" if settings.shares_scale else f"drawn from {least} to {most}",
        side=f"{least}" if settings.shares_scale else drawn_side,
        photo=PHOTO_FILE,
        count=count,
    )
