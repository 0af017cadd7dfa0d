"""Each number of a layer with its formula: the numbers in it really give the result."""

import re

import pytest

from explorer.architecture.layers import Conv2D
from explorer.architecture.networks import PRESETS, Block, Network, build_network
from explorer.architecture.summary import LayerSummary, summarize
from explorer.figures.network.derivations import Derivation, derivations, weight_layer_note

SIZE = "Output size: rows and columns"
ROWS, COLUMNS = "Output size: rows", "Output size: columns"
VALUES, PARAMETERS, WORK = "Output size", "Parameters", "Work, in multiply-accumulates"
MEMORY, NO_MEMORY = "Activation memory, in bytes", "Activation memory"
FIELD = "Receptive field, in px"

DILATED = build_network(
    "dilated", [Block(8, 2, 3, dilation=2, pooling="none"), Block(4, 1, 3, padding=1)]
)
CASES = [
    *(
        (network, (*size, network.default_input_shape[-1]))
        for network in PRESETS.values()
        for size in (network.default_input_shape[:2], (180, 180), (225, 299))
    ),
    (DILATED, (20, 13, 2)),
]


def told(network: Network, shape: tuple[int, ...], name: str) -> dict[str, Derivation]:
    """The derivations of a layer, by title."""
    (row,) = (row for row in summarize(network, shape) if row.name == name)
    return {derivation.title: derivation for derivation in derivations(row)}


def plain(latex: str) -> str:
    """An expression as Python would write it."""
    division = r"\\left\\lfloor \\frac\{(.*?)\}\{(.*?)\} \\right\\rfloor"
    floored = re.sub(division, r"((\1) // (\2))", latex.replace("{,}", ""))
    return floored.replace(r"\times", "*")


def worked_out(latex: str) -> int:
    """The value of an expression of numbers."""
    expression = plain(latex)
    assert re.fullmatch(r"[0-9+*/() -]+", expression), latex
    return int(eval(expression))  # digits and signs only, as the line above makes sure


def numbers_of(row: LayerSummary) -> dict[str, int]:
    """The results that a layer's derivations must have."""
    height, width = (sweep.size_out if sweep else 0 for sweep in (row.rows, row.columns))
    return {
        SIZE: height,
        ROWS: height,
        COLUMNS: width,
        VALUES: row.output_shape[0],
        PARAMETERS: row.num_parameters,
        WORK: row.num_macs,
        MEMORY: row.activation_bytes,
        NO_MEMORY: row.activation_bytes,
        FIELD: row.receptive_field.size if row.receptive_field else 0,
    }


@pytest.mark.parametrize(("network", "shape"), CASES, ids=lambda case: getattr(case, "name", case))
def test_the_numbers_in_a_formula_give_the_result(network: Network, shape: tuple[int, ...]) -> None:
    for row in summarize(network, shape):
        expected = numbers_of(row)
        for derivation in derivations(row):
            if derivation.title == FIELD and row.receptive_field is None:
                assert derivation.steps == (r"\text{all that the last grid sees}",)
                continue
            *_, numbers, result = ("", *derivation.steps)
            assert plain(result) == str(expected[derivation.title]), (row.name, derivation)
            if numbers and numbers != "r":
                assert worked_out(numbers) == expected[derivation.title], (row.name, derivation)


@pytest.mark.parametrize(
    ("key", "size", "layer", "title", "numbers", "result"),
    [
        # Simonyan & Zisserman 2014; Keras' documentation for parameters
        ("vgg16", (224, 224), "block1_conv1", PARAMETERS, "64 * (3 * 3 * 3 + 1)", 1_792),
        ("vgg16", (224, 224), "fc1", PARAMETERS, "4096 * (25088 + 1)", 102_764_544),
        ("vgg16", (224, 224), "block1_conv1", WORK, "224 * 224 * 64 * 3 * 3 * 3", 86_704_128),
        ("vgg16", (224, 224), "predictions", WORK, "1000 * 4096", 4_096_000),
        ("vgg16", (224, 224), "block5_pool", SIZE, "((14 - 2 + 0) // (2)) + 1", 7),
        ("vgg16", (224, 224), "flatten", VALUES, "7 * 7 * 512", 25_088),
        ("vgg16", (224, 224), "block1_conv2", MEMORY, "224 * 224 * 64 * 4", 12_845_056),
        # Araujo et al. 2019: 196 px before the last pooling of VGG-16, 212 after it
        ("vgg16", (224, 224), "block5_conv3", FIELD, "164 + (3 - 1) * 16", 196),
        ("vgg16", (224, 224), "block5_pool", FIELD, "196 + (2 - 1) * 16", 212),
        ("vgg16", (224, 224), "flatten", FIELD, "r", 212),
        ("vgg16-no-top", (180, 180), "block3_pool", SIZE, "((45 - 2 + 0) // (2)) + 1", 22),
        ("vgg16-no-top", (180, 180), "block5_pool", SIZE, "((11 - 2 + 0) // (2)) + 1", 5),
        ("vgg16-no-top", (225, 299), "block1_pool", ROWS, "((225 - 2 + 0) // (2)) + 1", 112),
        ("vgg16-no-top", (225, 299), "block1_pool", COLUMNS, "((299 - 2 + 0) // (2)) + 1", 149),
        # torchvision's AlexNet: 55 x 55 after an 11 x 11 kernel with stride 4 and padding 2
        ("alexnet", (224, 224), "block1_pad1", SIZE, "((224 - 1 + 4) // (1)) + 1", 228),
        ("alexnet", (224, 224), "block1_conv1", SIZE, "((228 - 11 + 0) // (4)) + 1", 55),
        ("alexnet", (224, 224), "block1_conv1", PARAMETERS, "64 * (3 * 11 * 11 + 1)", 23_296),
        ("alexnet", (224, 224), "block1_conv1", FIELD, "1 + (11 - 1) * 1", 11),
        ("alexnet", (224, 224), "block1_pool", FIELD, "11 + (3 - 1) * 4", 19),
        ("alexnet", (224, 224), "fc1", PARAMETERS, "4096 * (9216 + 1)", 37_752_832),
        # 28 -> 14 -> 7 -> 4 with padding: the last window has one row of zeros
        ("small-batch-norm", (28, 28), "block1_bn1", PARAMETERS, "4 * 75", 300),
        ("small-batch-norm", (28, 28), "block3_pool", SIZE, "((7 - 2 + 1) // (2)) + 1", 4),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_reference_values(
    key: str, size: tuple[int, int], layer: str, title: str, numbers: str, result: int
) -> None:
    network = PRESETS[key]
    derivation = told(network, (*size, network.default_input_shape[-1]), layer)[title]
    *_, numbers_put_in, shown = derivation.steps
    assert plain(numbers_put_in) == numbers
    assert int(plain(shown)) == result


def test_dilation_makes_the_window_longer() -> None:
    derivation = told(DILATED, (20, 13, 2), "block1_conv1")[ROWS]
    assert derivation.remark == (
        "W = 20 is the input's side. F = 5, because 3 taps, 2 apart, span 2 × (3 - 1) + 1. "
        "2P = 4: 2 before, 2 after."
    )
    assert plain(derivation.steps[1]) == "((20 - 5 + 4) // (1)) + 1"
    second = told(DILATED, (20, 13, 2), "block1_conv2")
    assert plain(second[FIELD].steps[1]) == "5 + (5 - 1) * 1"
    assert second[FIELD].steps[-1] == "9"


@pytest.mark.parametrize(
    ("key", "size", "layer", "title", "remark"),
    [
        (
            "vgg16-no-top",
            (180, 180),
            "block3_pool",
            SIZE,
            "W = 45 is the input's side, F = 2 the window's. There is no padding. "
            "Never reached: 1 of 45.",
        ),
        (
            "small-batch-norm",
            (28, 28),
            "block3_pool",
            SIZE,
            "W = 7 is the input's side, F = 2 the window's. 2P = 1: 0 before, 1 after.",
        ),
        (
            "vgg16",
            (224, 224),
            "block3_pool",
            FIELD,
            "r = 40 px and j = 4 px are the field and the effective stride before this layer. "
            "After it, the effective stride is 4 × 2 = 8 px.",
        ),
        ("vgg16", (224, 224), "fc2", FIELD, "Each unit reads every value of the layer before."),
        (
            "vgg16",
            (224, 224),
            "flatten",
            FIELD,
            "Each unit depends on one unit of the layer before, and sees what that one sees.",
        ),
        ("vgg16", (224, 224), "block1_pool", PARAMETERS, "This layer learns nothing."),
        ("vgg16", (224, 224), "flatten", NO_MEMORY, "It passes on the values it receives."),
        (
            "vgg16",
            (224, 224),
            "block1_conv1",
            MEMORY,
            "12.2 MiB; each value is a float32 of 4 bytes.",
        ),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_remark_says_what_the_formula_leaves_open(
    key: str, size: tuple[int, int], layer: str, title: str, remark: str
) -> None:
    network = PRESETS[key]
    shape = (*size, network.default_input_shape[-1])
    assert told(network, shape, layer)[title].remark == remark


@pytest.mark.parametrize(
    ("shape", "titles"),
    [((224, 224, 3), {SIZE}), ((225, 299, 3), {ROWS, COLUMNS})],
    ids=["square", "not square"],
)
def test_rows_and_columns_are_separate_where_they_differ(
    shape: tuple[int, ...], titles: set[str]
) -> None:
    titles_of_sizes = {
        title for title in told(PRESETS["vgg16"], shape, "block1_conv1") if title.startswith(VALUES)
    }
    assert titles_of_sizes == titles


def test_the_formula_stands_above_its_numbers_and_the_result() -> None:
    derivation = told(PRESETS["vgg16"], (224, 224, 3), "fc1")[PARAMETERS]
    assert derivation.formula == (
        r"\begin{aligned} & \text{out} \times (\text{in} + 1) "
        r"\\ &= 4{,}096 \times (25{,}088 + 1) "
        r"\\ &= 102{,}764{,}544 \end{aligned}"
    )


@pytest.mark.parametrize(("network", "shape"), CASES, ids=lambda case: getattr(case, "name", case))
def test_every_formula_is_balanced(network: Network, shape: tuple[int, ...]) -> None:
    for row in summarize(network, shape):
        for derivation in derivations(row):
            assert derivation.formula.count("{") == derivation.formula.count("}")
            assert derivation.formula.count(r"\left\lfloor") == derivation.formula.count(r"\right")


class TestWeightLayers:
    """A name such as VGG16 counts the layers with weights."""

    @pytest.mark.parametrize(
        ("key", "convolutions", "dense"),
        [
            # Simonyan & Zisserman 2014, table 1: 11, 13, 16, 16 and 19 weight layers
            ("vgg11", 8, 3),
            ("vgg13", 10, 3),
            ("vgg16-c", 13, 3),
            ("vgg16", 13, 3),
            ("vgg19", 16, 3),
            ("alexnet", 5, 3),
            ("vgg16-no-top", 13, 0),
            ("small-batch-norm", 3, 2),
        ],
    )
    def test_they_are_counted(self, key: str, convolutions: int, dense: int) -> None:
        network = PRESETS[key]
        rows = summarize(network)
        note = weight_layer_note(rows, rows[0], network.name)
        assert note.startswith(
            f"{network.name} has {convolutions + dense} layers with weights: "
            f"{convolutions} convolutions and {dense} dense layers. "
        )

    @pytest.mark.parametrize(
        ("layer", "number"),
        [
            ("block1_conv1", 1),
            ("block1_conv2", 2),
            ("block2_conv1", 3),
            ("block5_conv3", 13),
            ("fc1", 14),
            ("fc2", 15),
            ("predictions", 16),
        ],
    )
    def test_each_of_vgg16_has_its_number(self, layer: str, number: int) -> None:
        rows = summarize(PRESETS["vgg16"])
        (row,) = (row for row in rows if row.name == layer)
        assert weight_layer_note(rows, row, "VGG16").endswith(f". {layer} is number {number}.")

    @pytest.mark.parametrize("layer", ["block1_pool", "flatten"])
    def test_what_has_no_kernel_is_not_counted(self, layer: str) -> None:
        rows = summarize(PRESETS["vgg16"])
        (row,) = (row for row in rows if row.name == layer)
        assert weight_layer_note(rows, row, "VGG16").endswith(
            f". {layer} has no kernel, so it does not count."
        )

    def test_nor_is_a_normalisation(self) -> None:
        rows = summarize(PRESETS["small-batch-norm"])
        assert "block1_bn1 has no kernel" in weight_layer_note(rows, rows[1], "Small")

    def test_one_of_a_kind_is_singular(self) -> None:
        rows = summarize(Network("one", (Conv2D("conv", 4, 3),), (6, 8, 1)))
        assert weight_layer_note(rows, rows[0], "One") == (
            "One has 1 layer with weights: 1 convolution and 0 dense layers. conv is number 1."
        )
