"""What a visitor can choose: a page shows each choice, and reads it from a link."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from inspect import getsource
from pathlib import Path
from types import MappingProxyType

import pytest

from explorer.sections import recipe
from explorer.session import bench_cells, hand_parameters, parameters, transfer_parameters
from explorer.session.address import written
from explorer.session.fields import followed_parameter
from explorer.session.parameter import Name, OneOf, Parameter, Real, Switch, Text, Whole
from explorer.session.parameters import ALL
from explorer.views import causes
from explorer.widgets import confusion_matrix, patch, taught_runs

ROOT = Path(__file__).parents[2]
OF_EVERY_KIND = (Name, OneOf, Real, Switch, Text, Whole)

CODES: Mapping[str, str] = MappingProxyType(
    {
        "network": "vgg16 | vgg11 | vgg11-lrn | vgg13 | vgg16-c | vgg19 | alexnet | vgg16-no-top | "
        "vgg16-frozen | vgg16-average | small-batch-norm",
        "channels": "as published | 3 | 1",
        "photo": "chelsea | coffee | astronaut | rocket | own",
        "fit": "crop | squeeze | pad",
        "weights": "trained | untrained | own",
        "colours": "channel | layer",
        "palette": "viridis | cividis | magma | grey",
        "order": "channel | mean | maximum | variance | sparsity",
        "tiles": "small | medium | large",
        "follow": "strongest | chosen",
        "change": "shift-right | shift-down | mirror | rotate | scale | blur | grey | noise | "
        "other-photo",
        "other_photo": "chelsea | coffee | astronaut | rocket | own",
        "class": "1 | 2 | 3 | 4 | 5",
        "explanation": "Grad-CAM | guided Grad-CAM | guided saliency | saliency",
        "side": "64 | 128 | 224",
        "field_of": "network | stack",
        "axis": "columns | rows",
        "kernel_weights": "uniform | binomial | random",
        "kernel_size": "3 | 5 | 7",
        "scope": "together | one",
        "over": "positions | channels | photos",
        "many": "4 | 16 | 64",
        "measure": "square | pixels",
        "kernel": "5 | 7 | 9 | 11",
        "amount": "weights | weights and biases | multiply-accumulates | activation memory",
        "training_scale": "256 | 384 | 256-512",
        "colours_of": "imagenet | photo",
        "draws": "4 | 8 | 16",
        "begun": "vgg13 | vgg16-c | vgg16 | vgg19",
        "test_scale": "224 | 256 | 288 | 352 | 384 | 416 | 512",
        "example": "pyramid | binomial | sobel | laplacian | line-ends | box | gabor | "
        "laplacian-of-gaussian | ring | cross | random",
        "mistake": "minus-one-to-one | scaled-only | zero-to-one | torchvision | rgb-order | "
        "bgr-read | means-swapped | no-mean | not-prepared | twice | squeezed | on-its-side",
        "relation": "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15",
        "way": "max | average | one-row | causal | transposed | flip | matrix",
        "shift_down": "-2 | -1 | 0 | 1 | 2",
        "shift_right": "-2 | -1 | 0 | 1 | 2",
        "taken": "patch | channels",
        "cover": "grey | blur",
        "off": "one | strongest | all-but",
        "watched": "most | chosen",
        "reaches": "patch | pixel",
        "set": "textures | shapes | crops | biased | own",
        "taught_layer": "block1_pool | block2_pool | block3_pool | block4_pool | block5_pool",
        "reduction": "average | max | flatten",
        "taught_dropout": "0 | 0.2 | 0.5",
        "unfrozen_from": " | 5 | 4 | 3 | 2 | 1",
        "tried": "kept | new",
        "learning_rate": "0.00001 | 0.0001 | 0.001 | 0.01 | 0.1",
        "batch_size": "1 | 4 | 8 | 16 | 32 | 64",
        "learned": "matrix | labels | mistakes | map | new | none | reason",
        "judged": "validation | training | all",
        "compared": "layers | heads | bases | tuned",
        "explained": "first | second | own",
        "other": "vgg16 | vgg11 | vgg11-lrn | vgg13 | vgg16-c | vgg19 | alexnet | vgg16-no-top | "
        "vgg16-frozen | vgg16-average | small-batch-norm",
    }
)
"""What links carry today: renaming a code breaks links that were sent."""

USUAL: Mapping[str, object] = MappingProxyType(
    {
        **{"network": "vgg16", "blocks": "", "size": "224x224", "channels": "as published"},
        **{"photo": "chelsea", "fit": "crop", "weights": "trained", "layer": "", "channel": 0},
        **{"row": None, "column": None, "colours": "channel", "palette": "viridis"},
        **{"order": "channel", "tiles": "medium", "hide_dead": False, "follow": "strongest"},
        **{"change": "shift-right", "by": None, "other_photo": "coffee", "class": "1"},
        **{"explanation": "Grad-CAM", "opacity": 80, "side": "128", "seed": 16},
        **{"field_of": "network", "stack": "", "stack_layer": "", "positions": 15},
        **{"axis": "columns", "on_photo": True, "repeats": 2, "kernel_weights": "uniform"},
        **{"draw": 0, "kernel_size": "3", "depth": 40, "scope": "together", "over": "positions"},
        **{"many": "16", "measure": "square", "zoom": True, "kernel": "5", "cin": 256},
        **{"cout": 256, "map": "56x56", "between": "", "amount": "weights"},
        **{"mistake": "minus-one-to-one"},
        **{"way": "max", "pool_size": "2", "pool_stride": "2", "shift_down": "0"},
        **{"shift_right": "-1", "input_row": None},
        **{"size_in": "", "size_kernel": "", "size_padding": "", "size_stride": ""},
        **{"size_dilation": "", "relation": "6", "relation_i": None, "relation_k": None},
        **{"relation_s": None, "relation_p": None, "relation_d": None, "relation_a": None},
        **{"count_filters": 75, "count_channels": 1, "count_kernel": "3", "count_groups": 1},
        **{"count_bias": True},
        **{"taken": "patch", "cover": "grey", "hidden_top": None, "hidden_left": None},
        **{"hidden_height": None, "hidden_width": None, "off": "one", "off_layer": ""},
        **{"off_channel": 0, "off_many": 8, "watched": "most", "reaches": "patch"},
        **{"pixel_row": None, "pixel_column": None, "training_scale": "256-512"},
        **{"draws_crop": True, "draws_mirror": True, "draws_colour": True},
        **{"colours_of": "imagenet", "recipe_seed": 16, "draws": "8", "training_picture": 1},
        **{"marked": "", "begun": "vgg16", "test_scale": "256"},
        **{"set": "textures"},
        **{"taught_layer": "block5_pool", "reduction": "average", "taught_units": ""},
        **{"taught_dropout": "0", "unfrozen_from": "", "head_classes": 10},
        **{"head_alone": False, "small_grid": ""},
        **{"learning_rate": "0.001", "epochs": 30, "batch_size": "32", "mirrored": False},
        **{"teach_seed": 16, "run": 0, "compared": "layers", "tried": "kept"},
        **{"learned": "matrix", "matrix_label": None, "matrix_answer": None},
        **{"judged": "validation", "explained": "first", "refuse_below": 60},
        **{"example": "cross", "negative": True, "other": ""},
    }
)
"""Defaults, which an address leaves out: changing one changes what a sent link shows."""


# --- who draws them ------------------------------------------------------------------------------


def sources() -> list[ast.Module]:
    """What may draw a widget."""
    files = [
        *(ROOT / "explorer" / "widgets").glob("*.py"),
        *(ROOT / "explorer" / "sections").glob("*.py"),
        *(ROOT / "pages").glob("*.py"),
    ]
    return [ast.parse(file.read_text("utf-8")) for file in files]


def constants() -> dict[str, Parameter[object]]:
    """All declarations by the name of their constant."""
    named = vars(parameters) | vars(hand_parameters) | vars(transfer_parameters)
    return {name: each for name, each in named.items() if isinstance(each, Parameter)}


PICKS = {"pick", "_pick_along"}
"""What draws the parameter that it gets first."""


def picked(modules: Iterable[ast.AST]) -> set[str]:
    """The names that are handed to `PICKS`, or stand for what `pick_layer` hands on to it."""
    nodes = [node for module in modules for node in ast.walk(module)]
    handed = [
        node.args[0]
        for node in nodes
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in PICKS
    ]
    usual = [
        value
        for node in nodes
        if isinstance(node, ast.FunctionDef) and node.name == "pick_layer"
        for value in node.args.kw_defaults
    ]
    return {each.id for each in [*handed, *usual] if isinstance(each, ast.Name)}


def followed() -> set[str]:
    """The names that `pick_followed_layer` passes to `pick`: there a parameter is a choice."""
    (choice,) = (
        node
        for node in ast.walk(ast.parse(getsource(followed_parameter)))
        if isinstance(node, ast.IfExp)
    )
    return {ast.unparse(choice.body), ast.unparse(choice.orelse)}


def chosen_in_components(modules: Sequence[ast.Module]) -> set[str]:
    """Parameters that somebody chooses by clicking or typing in a component of our own.

    Their ``choose`` is called where its events are taken, by name or for each of a tuple.
    """
    takers = [
        node
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and "choose(" in ast.unparse(node)
    ]
    return {
        node.id for taker in takers for node in ast.walk(taker) if isinstance(node, ast.Name)
    } & set(constants())


def component_modules() -> list[ast.Module]:
    """Where events are taken: of the bench, of photos, draws, cells and runs that people choose."""
    modules = bench_cells, patch, causes, recipe, confusion_matrix, taught_runs
    return [ast.parse(getsource(each)) for each in modules]


def test_every_parameter_is_drawn_somewhere() -> None:
    drawn = picked(sources()) | followed() | chosen_in_components(component_modules())
    assert [name for name in constants() if name not in drawn] == []
    assert len(drawn) > 40


def test_one_that_nobody_draws_is_found() -> None:
    source = 'NETWORK.chosen()\npick(SIZE, "Size")\nchoose(KERNEL)\n'
    assert picked([ast.parse(source)]) == {"SIZE"}


def test_no_widget_writes_the_address_on_its_own() -> None:
    bound = [
        ast.unparse(node)
        for module in sources()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and any(each.arg == "bind" for each in node.keywords)
    ]
    assert bound == []


def pale_in_the_dark(module: ast.Module) -> list[str]:
    """Calls that make Streamlit write white on the dark theme's light blue."""
    return [
        ast.unparse(node)
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and (
            getattr(node.func, "attr", "") == "multiselect"
            or any(each.arg == "type" and "primary" in ast.unparse(each) for each in node.keywords)
        )
    ]


def test_no_widget_has_text_that_is_pale_in_the_dark() -> None:
    assert [call for module in sources() for call in pale_in_the_dark(module)] == []


@pytest.mark.parametrize("call", ["st.button('Go', type='primary')", "st.multiselect('Which', [])"])
def test_a_pale_text_is_found(call: str) -> None:
    assert pale_in_the_dark(ast.parse(call)) == [call]


def test_each_has_a_key_of_its_own() -> None:
    assert len(ALL) == len(constants())
    assert {key: each.key for key, each in ALL.items()} == {key: key for key in ALL}


# --- what links carry ----------------------------------------------------------------------------


def test_codes_of_links_that_were_sent_are_codes() -> None:
    for key, sent in CODES.items():
        parameter = ALL[key]
        assert isinstance(parameter, OneOf)
        assert set(sent.split(" | ")) <= set(parameter.codes)


def test_what_a_sent_link_leaves_out_is_as_it_was() -> None:
    assert {key: ALL[key].usual for key in USUAL} == USUAL


def values(parameter: Parameter[object]) -> list[object]:
    """The ends of a parameter's range, and a value in between."""
    match parameter:
        case OneOf(codes=codes):
            return list(codes)
        case Whole(least=least, most=most):
            return [least, (least + most) // 2, most]
        case Switch():
            return [False, True]
        case Real():
            return [-180.0, -0.25, 0.0, 8.0, 1e9]
        case Name():
            return ["a", "block3_conv3", "predictions", "x" * 40]
        case _:
            return ["", " ", "225x299", "64x2_128.k5__avg-c10", "<b>", "٢"]


@pytest.mark.parametrize("parameter", ALL.values(), ids=ALL)
def test_what_is_written_is_read_again(parameter: Parameter[object]) -> None:
    assert isinstance(parameter, OF_EVERY_KIND)
    for value in values(parameter):
        text = parameter.write(value)
        assert parameter.read(text) == value
        assert isinstance(parameter.read(text), type(value))


@pytest.mark.parametrize("parameter", ALL.values(), ids=ALL)
def test_an_address_leaves_out_the_default_only(parameter: Parameter[object]) -> None:
    assert written({parameter.key: parameter.usual}) == {}
    others = [value for value in values(parameter) if value != parameter.usual]
    assert [written({parameter.key: value}) for value in others] == [
        {parameter.key: parameter.write(value)} for value in others
    ]


NO_PARAMETER_READS = ["", " ", "-1", "1e9", "0x10", "²", "٢", "<img src=x>", "\x00", "9" * 5000]


@pytest.mark.parametrize("text", NO_PARAMETER_READS, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("kernel", r"^Choose one of: 5, 7, 9, 11\.$"),
        ("opacity", r"^Write a whole number from 0 to 100\.$"),
        ("cin", r"^Write a whole number from 1 to 4,096\.$"),
        ("zoom", r"^Write true or false\.$"),
    ],
)
def test_a_wrong_text_is_reported_with_what_is_right(key: str, told: str, text: str) -> None:
    with pytest.raises(ValueError, match=told):
        ALL[key].read(text)


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("opacity", "101", "from 0 to 100"),
        ("opacity", "60.5", "from 0 to 100"),
        ("repeats", "0", "from 1 to 12"),
        ("depth", "7", "from 8 to 100"),
        ("depth", "101", "from 8 to 100"),
        ("row", "10000", "from 0 to 9,999"),
        ("row", "None", "from 0 to 9,999"),
        ("zoom", "True", "true or false"),
        ("zoom", "1", "true or false"),
        ("fit", "Crop to the middle", "Choose one of: crop, squeeze, pad"),
        ("network", "VGG16", "Choose one of: vgg16, vgg11"),
        ("by", "", "Write a number, such as 8"),
        ("by", "nan", "Write a number, such as 8"),
        ("by", "-inf", "Write a number, such as 8"),
        ("by", "1e999", "Write a number, such as 8"),
        ("by", "a lot", "Write a number, such as 8"),
        ("layer", "", "Write a layer's name, such as block3_conv3"),
        ("layer", "Block3", "Write a layer's name, such as block3_conv3"),
        ("layer", "x" * 41, "Write a layer's name, such as block3_conv3"),
        ("stack_layer", "conv1\n", "Write a layer's name, such as block3_conv3"),
    ],
)
def test_a_value_beyond_an_end_is_reported(key: str, text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        ALL[key].read(text)


@pytest.mark.parametrize(("text", "number"), [("007", 7), ("0", 0), ("000100", 100)])
def test_a_number_with_zeros_before_it_is_that_number(text: str, number: int) -> None:
    assert ALL["opacity"].read(text) == number
