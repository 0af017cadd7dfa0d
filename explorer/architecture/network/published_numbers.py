"""Every published number that one of our networks can be compared with, and its source."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from explorer.architecture.network.published import PAPER_TABLE, Published, Quantity
from explorer.architecture.networks import IMAGENET_SHAPE

_PAPER = "Simonyan & Zisserman"
TORCHVISION = "torchvision, table of models"
TIMM = "timm, model card of vgg16"
KERAS_TABLE = "Keras, table of applications"
KERAS_SUMMARY = "Keras, model.summary()"
GOOGLE = "google-research/receptive_field"
RFA_TOOLBOX = "RFA-toolbox, tests"
CS231N = "CS231n notes, sum of rows"
ARTICLE = "article on reusing VGG16"
SMALL_ARTICLE = "article on 28×28 pictures"

_GIGA, _MEGA = 10**9, 10**6


def _of_the_paper() -> Iterator[Published]:
    for column in PAPER_TABLE:
        about = (column.network_key, IMAGENET_SHAPE)
        layers, millions = Decimal(column.weight_layers), Decimal(column.million_parameters)
        yield Published(*about, Quantity.WEIGHT_LAYERS, layers, f"{_PAPER}, table 1")
        yield Published(*about, Quantity.PARAMETERS, millions, f"{_PAPER}, table 2", unit=_MEGA)


# Exact parameters, and what the table calls GFLOPS: truncated multiply-accumulates.
_TORCHVISION_TABLE = {
    "vgg11": (132_863_336, "7.609"),
    "vgg13": (133_047_848, "11.308"),
    "vgg16": (138_357_544, "15.47"),
    "vgg19": (143_667_240, "19.632"),
    "alexnet": (61_100_840, "0.714"),
}


def _of_frameworks() -> Iterator[Published]:
    for key, (parameters, gmacs) in _TORCHVISION_TABLE.items():
        about = (key, IMAGENET_SHAPE)
        yield Published(*about, Quantity.PARAMETERS, Decimal(parameters), TORCHVISION)
        yield Published(
            *about, Quantity.MACS, Decimal(gmacs), TORCHVISION, unit=_GIGA, cut_off=True
        )
    vgg16 = ("vgg16", IMAGENET_SHAPE)
    yield Published(*vgg16, Quantity.PARAMETERS, Decimal("138.4"), TIMM, unit=_MEGA)
    yield Published(*vgg16, Quantity.MACS, Decimal("15.5"), TIMM, unit=_GIGA)
    yield Published(*vgg16, Quantity.ACTIVATIONS, Decimal("13.6"), TIMM, unit=_MEGA)
    yield Published(*vgg16, Quantity.WEIGHTS, Decimal(138_344_128), CS231N)
    for key, millions, depth in (("vgg16", "138.4", 16), ("vgg19", "143.7", 19)):
        about = (key, IMAGENET_SHAPE)
        yield Published(*about, Quantity.PARAMETERS, Decimal(millions), KERAS_TABLE, unit=_MEGA)
        yield Published(*about, Quantity.WEIGHT_LAYERS, Decimal(depth), KERAS_TABLE)


_KERAS_PARAMETERS = {
    ("vgg16", 64): 43_985_704,
    ("vgg16", 128): 69_151_528,
    ("vgg16", 160): 88_025_896,
    ("vgg16", 192): 111_094_568,
    ("vgg16", 224): 138_357_544,
    ("vgg16", 256): 169_814_824,
    ("vgg16-no-top", 224): 14_714_688,
    ("vgg19", 224): 143_667_240,
}
_KERAS_POOLED_SIDES = {
    33: (16, 8, 4, 2, 1),
    150: (75, 37, 18, 9, 4),
    180: (90, 45, 22, 11, 5),
    225: (112, 56, 28, 14, 7),
    299: (149, 74, 37, 18, 9),
}


def _of_keras_summaries() -> Iterator[Published]:
    for (key, side), parameters in _KERAS_PARAMETERS.items():
        about = (key, (side, side, 3), Quantity.PARAMETERS)
        yield Published(*about, Decimal(parameters), KERAS_SUMMARY)
    for side, pooled in _KERAS_POOLED_SIDES.items():
        about = ("vgg16-no-top", (side, side, 3), Quantity.GRID_SIDE)
        for block, pooled_side in enumerate(pooled, 1):
            yield Published(*about, Decimal(pooled_side), KERAS_SUMMARY, f"block{block}_pool")


# Receptive field, effective stride, effective padding and cumulative GFLOPS.
_GOOGLE_ROWS: Mapping[str, Mapping[str, tuple[int, int, int, str]]] = {
    "vgg16": {
        "block1_conv1": (3, 1, 1, "0.177"),
        "block1_pool": (6, 2, 2, "3.882"),
        "block2_conv1": (10, 2, 4, "5.734"),
        "block2_pool": (16, 4, 6, "9.436"),
        "block3_conv1": (24, 4, 10, "11.287"),
        "block3_conv2": (32, 4, 14, "14.987"),
        "block3_pool": (44, 8, 18, "18.688"),
        "block4_conv1": (60, 8, 26, "20.538"),
        "block4_conv2": (76, 8, 34, "24.238"),
        "block4_pool": (100, 16, 42, "27.938"),
        "block5_conv1": (132, 16, 58, "28.863"),
        "block5_conv2": (164, 16, 74, "29.788"),
        "block5_pool": (212, 32, 90, "30.713"),
    },
    "vgg11": {"block5_pool": (150, 32, 59, "14.984")},
}
_FIELD_QUANTITIES = (
    Quantity.RECEPTIVE_FIELD,
    Quantity.EFFECTIVE_STRIDE,
    Quantity.EFFECTIVE_PADDING,
)


def _of_google() -> Iterator[Published]:
    for key, rows in _GOOGLE_ROWS.items():
        for layer, row in rows.items():
            for quantity, value in zip(_FIELD_QUANTITIES, row[:3], strict=True):
                yield Published(key, IMAGENET_SHAPE, quantity, Decimal(value), GOOGLE, layer)
    for key, rows in _GOOGLE_ROWS.items():
        about = (key, IMAGENET_SHAPE, Quantity.FLOPS)
        for layer, row in rows.items():
            yield Published(*about, Decimal(row[3]), GOOGLE, layer, unit=_GIGA)


# Receptive fields of all convolutions and poolings, in network order, block by block.
_RFA_FIELDS: Mapping[str, tuple[tuple[int, ...], ...]] = {
    "vgg11": ((3, 4), (8, 10), (18, 26, 30), (46, 62, 70), (102, 134, 150)),
    "vgg13": ((3, 5, 6), (10, 14, 16), (24, 32, 36), (52, 68, 76), (108, 140, 156)),
    "vgg16": ((3, 5, 6), (10, 14, 16), (24, 32, 40, 44), (60, 76, 92, 100), (132, 164, 196, 212)),
    "vgg19": (
        *((3, 5, 6), (10, 14, 16), (24, 32, 40, 48, 52)),
        *((68, 84, 100, 116, 124), (156, 188, 220, 252, 268)),
    ),
}


def _of_rfa_toolbox() -> Iterator[Published]:
    for key, blocks in _RFA_FIELDS.items():
        about = (key, IMAGENET_SHAPE, Quantity.RECEPTIVE_FIELD)
        for number, (*convolutions, pooling) in enumerate(blocks, 1):
            parts = [(f"conv{index}", size) for index, size in enumerate(convolutions, 1)]
            for part, size in [*parts, ("pool", pooling)]:
                yield Published(*about, Decimal(size), RFA_TOOLBOX, f"block{number}_{part}")


_SMALL_NETWORK_PARAMETERS = {
    "block1_conv1": 750,
    "block1_bn1": 300,
    "block2_conv1": 33_800,
    "block2_bn1": 200,
    "block3_conv1": 11_275,
    "block3_bn1": 100,
    "fc1": 205_312,
    "predictions": 12_825,
}


def _of_articles() -> Iterator[Published]:
    frozen, small = ("vgg16-frozen", (160, 160, 3)), ("small-batch-norm", (28, 28, 1))
    for network, source, total, trainable, non_trainable in (
        (frozen, ARTICLE, 14_978_370, 263_682, 14_714_688),
        (small, SMALL_ARTICLE, 264_562, 264_262, 300),
    ):
        yield Published(*network, Quantity.PARAMETERS, Decimal(total), source)
        yield Published(*network, Quantity.TRAINABLE, Decimal(trainable), source)
        yield Published(*network, Quantity.NON_TRAINABLE, Decimal(non_trainable), source)
    yield Published(*frozen, Quantity.GRID_SIDE, Decimal(5), ARTICLE, "block5_pool")
    for layer, parameters in (("fc1", 262_656), ("predictions", 1_026)):
        yield Published(*frozen, Quantity.LAYER_PARAMETERS, Decimal(parameters), ARTICLE, layer)
    for layer, parameters in _SMALL_NETWORK_PARAMETERS.items():
        about = (*small, Quantity.LAYER_PARAMETERS)
        yield Published(*about, Decimal(parameters), SMALL_ARTICLE, layer)
    for block, side in enumerate((14, 7, 4), 1):
        about = (*small, Quantity.GRID_SIDE)
        yield Published(*about, Decimal(side), SMALL_ARTICLE, f"block{block}_pool")


PUBLISHED: tuple[Published, ...] = (
    *_of_the_paper(),
    *_of_frameworks(),
    *_of_keras_summaries(),
    *_of_google(),
    *_of_rfa_toolbox(),
    *_of_articles(),
)
