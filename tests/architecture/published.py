"""Numbers that others published or measured, which our arithmetic must reproduce.

Every table names its source. "Worked out" means by hand, independently of the explorer.
"""

from typing import NamedTuple

from explorer.architecture.shapes import Shape

# Simonyan & Zisserman, arXiv:1409.1556, table 1: (kernel size, filters) of each convolution.
VGG_CONFIGURATIONS = {
    "vgg11": [(3, 64), (3, 128), (3, 256), (3, 256), *[(3, 512)] * 4],
    "vgg11-lrn": [(3, 64), (3, 128), (3, 256), (3, 256), *[(3, 512)] * 4],
    "vgg13": [*[(3, 64)] * 2, *[(3, 128)] * 2, *[(3, 256)] * 2, *[(3, 512)] * 4],
    "vgg16-c": [
        *[(3, 64), (3, 64), (3, 128), (3, 128), (3, 256), (3, 256), (1, 256)],
        *[(3, 512), (3, 512), (1, 512)] * 2,
    ],
    "vgg16": [*[(3, 64)] * 2, *[(3, 128)] * 2, *[(3, 256)] * 3, *[(3, 512)] * 6],
    "vgg19": [*[(3, 64)] * 2, *[(3, 128)] * 2, *[(3, 256)] * 4, *[(3, 512)] * 8],
}
VGG_WEIGHT_LAYERS = {
    "vgg11": 11,
    "vgg11-lrn": 11,
    "vgg13": 13,
    "vgg16-c": 16,
    "vgg16": 16,
    "vgg19": 19,
}

# The same paper, table 2, in millions of parameters.
VGG_PAPER_MILLIONS = {
    "vgg11": 133,
    "vgg11-lrn": 133,
    "vgg13": 133,
    "vgg16-c": 134,
    "vgg16": 138,
    "vgg19": 144,
}


class Cost(NamedTuple):
    convolution_parameters: int
    parameters: int
    convolution_gmacs: float | None
    gmacs: float


# At 224 x 224 for 1000 classes. Totals: torchvision's model cards, whose "GFLOPS" are
# multiply-accumulates (C is worked out, and rounds to the paper's 134 M).
COSTS = {
    "vgg11": Cost(9_220_480, 132_863_336, 7.4855, 7.6091),
    "vgg11-lrn": Cost(9_220_480, 132_863_336, 7.4855, 7.6091),
    "vgg13": Cost(9_404_992, 133_047_848, 11.1848, 11.3085),
    "vgg16-c": Cost(9_996_096, 133_638_952, 11.6473, 11.7709),
    "vgg16": Cost(14_714_688, 138_357_544, 15.3466, 15.4703),
    "vgg19": Cost(20_024_384, 143_667_240, 19.5084, 19.6321),
    "alexnet": Cost(2_469_696, 61_100_840, None, 0.7142),
}
TORCHVISION_GFLOPS = {  # as torchvision prints them, truncated and not rounded
    "vgg11": 7.609,
    "vgg13": 11.308,
    "vgg16": 15.47,
    "vgg19": 19.632,
    "alexnet": 0.714,
}


class Row(NamedTuple):
    name: str
    output_shape: Shape
    num_parameters: int
    num_macs: int
    size: int | None  # of the receptive field
    effective_stride: int | None
    effective_padding: int | None


# Shapes and parameters: Keras' summary of VGG16. Multiply-accumulates: worked out; they add up to
# torchvision's total. Receptive fields: google-research/receptive_field (13 of the 18 rows) and
# RFA-toolbox, tests/test_graph/test_dynamic_graph.py (all 18, sizes only).
VGG16_ROWS = [
    Row("block1_conv1", (224, 224, 64), 1_792, 86_704_128, 3, 1, 1),
    Row("block1_conv2", (224, 224, 64), 36_928, 1_849_688_064, 5, 1, 2),
    Row("block1_pool", (112, 112, 64), 0, 0, 6, 2, 2),
    Row("block2_conv1", (112, 112, 128), 73_856, 924_844_032, 10, 2, 4),
    Row("block2_conv2", (112, 112, 128), 147_584, 1_849_688_064, 14, 2, 6),
    Row("block2_pool", (56, 56, 128), 0, 0, 16, 4, 6),
    Row("block3_conv1", (56, 56, 256), 295_168, 924_844_032, 24, 4, 10),
    Row("block3_conv2", (56, 56, 256), 590_080, 1_849_688_064, 32, 4, 14),
    Row("block3_conv3", (56, 56, 256), 590_080, 1_849_688_064, 40, 4, 18),
    Row("block3_pool", (28, 28, 256), 0, 0, 44, 8, 18),
    Row("block4_conv1", (28, 28, 512), 1_180_160, 924_844_032, 60, 8, 26),
    Row("block4_conv2", (28, 28, 512), 2_359_808, 1_849_688_064, 76, 8, 34),
    Row("block4_conv3", (28, 28, 512), 2_359_808, 1_849_688_064, 92, 8, 42),
    Row("block4_pool", (14, 14, 512), 0, 0, 100, 16, 42),
    Row("block5_conv1", (14, 14, 512), 2_359_808, 462_422_016, 132, 16, 58),
    Row("block5_conv2", (14, 14, 512), 2_359_808, 462_422_016, 164, 16, 74),
    Row("block5_conv3", (14, 14, 512), 2_359_808, 462_422_016, 196, 16, 90),
    Row("block5_pool", (7, 7, 512), 0, 0, 212, 32, 90),
    Row("flatten", (25_088,), 0, 0, 212, 32, 90),  # one unit of block5_pool
    Row("fc1", (4096,), 102_764_544, 102_760_448, None, None, None),
    Row("fc2", (4096,), 16_781_312, 16_777_216, None, None, None),
    Row("predictions", (1000,), 4_097_000, 4_096_000, None, None, None),
]

# RFA-toolbox, tests/test_graph/test_dynamic_graph.py; C worked out: a 1x1 repeats what precedes it.
RECEPTIVE_FIELD_SIZES = {
    "vgg11": [3, 4, 8, 10, 18, 26, 30, 46, 62, 70, 102, 134, 150],
    "vgg13": [3, 5, 6, 10, 14, 16, 24, 32, 36, 52, 68, 76, 108, 140, 156],
    "vgg16-c": [3, 5, 6, 10, 14, 16, 24, 32, 32, 36, 52, 68, 68, 76, 108, 140, 140, 156],
    "vgg16": [3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212],
    "vgg19": [
        *[3, 5, 6, 10, 14, 16, 24, 32, 40, 48, 52],
        *[68, 84, 100, 116, 124, 156, 188, 220, 252, 268],
    ],
}
# A and D: google-research/receptive_field; the others are worked out.
EFFECTIVE_PADDING_AT_LAST_POOL = {
    "vgg11": 59,
    "vgg13": 62,
    "vgg16-c": 62,
    "vgg16": 90,
    "vgg19": 118,
}
# ParseNet's number for fc1 as a 7x7 convolution, quoted in weiliu89/caffe#164.
RECEPTIVE_FIELD_OF_FC1 = 404


class GoogleRow(NamedTuple):
    size: int
    effective_stride: int
    effective_padding: int


# google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md, at the last grid of each network.
GOOGLE_FIELDS = {
    "alexnet_v2": GoogleRow(195, 32, 64),
    "vgg_a": GoogleRow(150, 32, 59),
    "vgg_16": GoogleRow(212, 32, 90),
    "mobilenet_v1": GoogleRow(315, 32, 126),
    "resnet_v1_50": GoogleRow(483, 32, 239),
    "resnet_v1_101": GoogleRow(1027, 32, 511),
    "resnet_v1_152": GoogleRow(1507, 32, 751),
    "resnet_v1_200": GoogleRow(1763, 32, 879),
    "inception_resnet_v2": GoogleRow(3039, 32, 1482),
}
GOOGLE_GFLOPS = {"alexnet_v2": 1.38, "vgg_a": 14.984, "vgg_16": 30.71}
GOOGLE_ALEXNET_V2 = {  # pool2 is worked out
    "conv1": GoogleRow(11, 4, 0),
    "pool1": GoogleRow(19, 8, 0),
    "conv2": GoogleRow(51, 8, 16),
    "pool2": GoogleRow(67, 16, 16),
    "conv3": GoogleRow(99, 16, 32),
    "conv4": GoogleRow(131, 16, 48),
    "conv5": GoogleRow(163, 16, 64),
    "pool5": GoogleRow(195, 32, 64),
}
GOOGLE_VGG16_CUMULATIVE_GFLOPS = {
    "block1_conv1": 0.177,
    "block1_pool": 3.882,
    "block2_conv1": 5.734,
    "block2_pool": 9.436,
    "block3_conv1": 11.287,
    "block3_conv2": 14.987,
    "block3_pool": 18.688,
    "block4_conv1": 20.538,
    "block4_conv2": 24.238,
    "block4_pool": 27.938,
    "block5_conv1": 28.863,
    "block5_conv2": 29.788,
    "block5_pool": 30.713,
}
# The README of google-research/receptive_field: centre of feature [0, 2] of inception_resnet_v2.
GOOGLE_INCEPTION_CENTRE = ((0, 2), (37, 101))


class Arithmetic(NamedTuple):
    size_in: int
    size: int
    stride: int
    padding: int
    size_out: int


# Dumoulin & Visin, arXiv:1603.07285: the worked cases of the text.
CONVOLUTION_ARITHMETIC = [
    Arithmetic(4, 3, 1, 0, 2),
    Arithmetic(5, 3, 1, 1, 5),
    Arithmetic(5, 4, 1, 2, 6),
    Arithmetic(5, 3, 1, 2, 7),
    Arithmetic(5, 3, 2, 0, 2),
    Arithmetic(5, 3, 2, 1, 3),
    Arithmetic(6, 3, 2, 1, 3),
]

# VGG16 at 224 x 224, one image, worked out: input + convolutions + pooling + dense layers.
VGG16_ACTIVATIONS = 150_528 + 13_547_520 + 1_530_368 + 9_192
VGG16_ACTIVATIONS_TOTAL = 15_237_608
VGG16_ACTIVATION_MB = 60.95
VGG16_ACTIVATION_MIB = 58.13
TIMM_VGG16_ACTIVATIONS = 13_556_712  # outputs of convolutions and dense layers; card: 13.6 M
CS231N_WEIGHTS_WITHOUT_BIASES = 138_344_128  # Stanford CS231n notes, sum of the rows


# Measured with Keras 3.15: grid sizes after the five poolings of VGG16.
KERAS_POOL_SIZES = {
    33: [16, 8, 4, 2, 1],
    150: [75, 37, 18, 9, 4],
    180: [90, 45, 22, 11, 5],
    225: [112, 56, 28, 14, 7],
    299: [149, 74, 37, 18, 9],
}
KERAS_SMALLEST_VGG_SIZE = 32
# Measured with Keras 3.15: parameters of VGG16 with its dense layers, by input size.
KERAS_PARAMETERS_BY_SIZE = {
    64: 43_985_704,
    128: 69_151_528,
    160: 88_025_896,
    192: 111_094_568,
    224: 138_357_544,
    256: 169_814_824,
}
# Measured with Keras 3.15: trainable parameters when blocks n to 5 of the base are unfrozen.
KERAS_UNFROZEN_FROM_BLOCK = {
    5: 7_079_424,
    4: 12_979_200,
    3: 14_454_528,
    2: 14_675_968,
    1: 14_714_688,
}


class HeadCount(NamedTuple):
    reduction: str
    units: tuple[int, ...]
    total: int
    trainable: int


# Measured with Keras 3.15: heads for 10 classes on the frozen base at 224 x 224.
KERAS_HEADS = [
    HeadCount("average", (), 14_719_818, 5_130),
    HeadCount("average", (256,), 14_848_586, 133_898),
    HeadCount("flatten", (), 14_965_578, 250_890),
    HeadCount("flatten", (256,), 21_140_042, 6_425_354),
]


class Stack(NamedTuple):
    kernel_size: int
    repeats: int
    weights_one: int  # per pair of input and output channel
    weights_stack: int
    more_in_one: float
    saved_by_stack: float
    paths: list[int]
    deviation_one: float
    deviation_stack: float


_PATHS_OF_FIVE = [1, 5, 15, 30, 45, 51, 45, 30, 15, 5, 1]
# n 3x3 convolutions against one of (2n+1)x(2n+1), worked out; the paper says "81%" for n = 3.
STACKS = [
    Stack(5, 2, 25, 18, 0.389, 0.280, [1, 2, 3, 2, 1], 1.4142, 1.1547),
    Stack(7, 3, 49, 27, 0.815, 0.449, [1, 3, 6, 7, 6, 3, 1], 2.0000, 1.4142),
    Stack(9, 4, 81, 36, 1.250, 0.556, [1, 4, 10, 16, 19, 16, 10, 4, 1], 2.5820, 1.6330),
    Stack(11, 5, 121, 45, 1.689, 0.628, _PATHS_OF_FIVE, 3.1623, 1.8257),
]
# "Shallow B" of the paper's section 4.1, worked out: five 5x5 instead of five pairs of 3x3.
SHALLOW_B_CONVOLUTION_PARAMETERS = 10_860_672
SHALLOW_B_CONVOLUTION_GMACS = 9.232


class SmallRow(NamedTuple):
    name: str
    output_shape: Shape
    num_parameters: int


# A common first network for 28 x 28 greyscale pictures, from Keras' summary.
SMALL_NETWORK_ROWS = [
    SmallRow("block1_conv1", (28, 28, 75), 750),
    SmallRow("block1_bn1", (28, 28, 75), 300),
    SmallRow("block1_pool", (14, 14, 75), 0),
    SmallRow("block2_conv1", (14, 14, 50), 33_800),
    SmallRow("block2_dropout1", (14, 14, 50), 0),
    SmallRow("block2_bn1", (14, 14, 50), 200),
    SmallRow("block2_pool", (7, 7, 50), 0),
    SmallRow("block3_conv1", (7, 7, 25), 11_275),
    SmallRow("block3_bn1", (7, 7, 25), 100),
    SmallRow("block3_pool", (4, 4, 25), 0),
    SmallRow("flatten", (400,), 0),
    SmallRow("fc1", (512,), 205_312),
    SmallRow("predictions_dropout", (512,), 0),
    SmallRow("predictions", (25,), 12_825),
]


class Counts(NamedTuple):
    total: int
    trainable: int
    non_trainable: int


SMALL_NETWORK_COUNTS = Counts(264_562, 264_262, 300)
# VGG16 without dense layers, frozen, average pooling, Dense(512), Dense(2), at 160 x 160.
FROZEN_BASE_COUNTS = Counts(14_978_370, 263_682, 14_714_688)
FROZEN_BASE_HEAD = {"fc1": 262_656, "predictions": 1_026}
