"""Odd links and odd changes on a page, drawn at random: one of each, limits, every option."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from explorer.architecture.limits import BLOCK_LIMITS, HEAD_LIMITS, LARGEST_SIDE
from explorer.architecture.network.notation import write_network
from explorer.architecture.networks import PRESETS, Block, Head
from explorer.session.parameter import Name, OneOf, Parameter, Real, Switch, Text, Whole
from explorer.session.parameters import ALL
from tests.pages.visitor import APP, HOSTILE

PAGES = sorted(file.stem for file in APP.parents[1].glob("pages/*.py"))
LAYERS = sorted({layer.name for network in PRESETS.values() for layer in network.layers})
SMALL_SIDES = (1, 1, 2, 3, 5, 7, 16, 31)
SIDES = (32, 33, 48, 64, 100, 224, 299)
LARGE_SIDES = (511, 512, 513, LARGEST_SIDE - 1, LARGEST_SIDE)
AMOUNTS = (-LARGEST_SIDE, -64, -1, 0, 0.05, 0.5, 1, 1.25, 2, 64, 360, 1e9)

LINKED_SHARE, HOSTILE_SHARE, PRESET_SHARE = 0.3, 0.05, 0.3
"""Of the parameters, those in a link, and of these, those that no page writes; of the networks,
those that are published ones."""


@dataclass(frozen=True)
class Opening:
    """A page, and what its address says."""

    page: str
    link: Mapping[str, str]


def odd_opening(seed: int) -> Opening:
    """The page and the address of a seed; as many seeds as there are pages open each of them."""
    random_ = random.Random(seed)
    linked = {
        key: _value(random_, parameter)
        for key, parameter in ALL.items()
        if random_.random() < LINKED_SHARE
    }
    if random_.random() < PRESET_SHARE:
        linked.pop("blocks", None)
    else:
        linked["blocks"] = _blocks(random_)
        linked["weights"] = random_.choice(("own", "own", *_codes("weights")))
    linked.setdefault("size", _size(random_))
    return Opening(PAGES[seed % len(PAGES)], linked)


# --- values of a link ----------------------------------------------------------------------------


def _value(random_: random.Random, parameter: Parameter[Any]) -> str:
    """A value of a parameter as a link carries it; now and then one that no page writes."""
    if random_.random() < HOSTILE_SHARE:
        return random_.choice(HOSTILE)
    match parameter:
        case OneOf(codes=values):
            pass
        case Switch():
            values = ("true", "false")
        case Whole(least=least, most=most):
            values = (_number(random_, least, most),)
        case Real():
            values = AMOUNTS
        case Name():
            values = LAYERS
        case Text(key=key):
            values = (TYPED[key](random_),)
        case _:
            raise TypeError(f"No odd values are known for a {type(parameter).__name__}.")
    return str(random_.choice(values))


def _codes(key: str) -> Sequence[str]:
    parameter = ALL[key]
    assert isinstance(parameter, OneOf)
    return parameter.codes


def _number(random_: random.Random, least: int, most: int) -> int:
    """Mostly a small one, or one at an end."""
    small = random_.randint(least, min(most, least + 8))
    return random_.choice((least, least, small, small, most, random_.randint(least, most)))


def _size(random_: random.Random) -> str:
    """Half of them are sizes that the real VGG16 takes."""
    usual = random_.random() < 1 / 2
    sides = SIDES if usual else (*SMALL_SIDES, *SIDES, *LARGE_SIDES)
    return f"{random_.choice(sides)}x{random_.choice(sides)}"


def _blocks(random_: random.Random) -> str:
    """A network of one to three blocks, as text; now and then one that is beyond the limits."""
    if random_.random() < PRESET_SHARE / 2:
        return random_.choice(
            ("none", "none__avg-c1", "4097", "1x101", "64.k99", "1.s9__flat-16385-c1", "65x0", "8_")
        )
    blocks = [_block(random_) for _ in range(random_.choice((1, 1, 1, 2, 3)))]
    return write_network(blocks, random_.choice((None, _head(random_), _head(random_))))


def _block(random_: random.Random) -> Block:
    def number(field: str) -> int:
        least, most = int(BLOCK_LIMITS[field].least), int(BLOCK_LIMITS[field].most)
        return random_.choice((least, least, least + 1, random_.randint(least, most)))

    def word(field: str) -> Any:
        return random_.choice(BLOCK_LIMITS[field].words)

    stride = random_.choice((1, 1, number("stride")))
    return Block(
        filters=random_.choice((1, 1, 2, 3, 8, 65)),
        repeats=random_.choice((1, 1, 2, 4)),
        kernel_size=random_.choice((1, 2, 3, 3, number("kernel_size"))),
        stride=stride,
        padding=random_.choice((word("padding"), word("padding"), number("padding"))),
        dilation=number("dilation") if stride == 1 else 1,
        normalisation=word("normalisation"),
        dropout=random_.choice((0.0, 0.5)),
        pooling=word("pooling"),
        pool_size=number("pool_size"),
        pool_stride=number("pool_stride"),
        pool_padding=word("pool_padding"),
        trainable=word("trainable"),
    )


def _head(random_: random.Random) -> Head:
    units = [random_.choice((1, 1, 2, 10, 4096)) for _ in range(random_.choice((0, 0, 1, 2)))]
    classes = random_.choice((1, 1, 2, 10, 1000))
    return Head(classes, tuple(units), random_.choice(HEAD_LIMITS["reduction"].words))


def _steps(random_: random.Random) -> str:
    """A stack of one to four steps."""
    steps = ("1", "3", "3", "5", "3s2", "2", "3d4", "11s4", "15", "p2", "p3s2", "p1", "1s8", "p8s8")
    return ",".join(random_.choices(steps, k=random_.choice((1, 1, 2, 3, 4))))


def _shape(random_: random.Random) -> str:
    """An input of the bench: mostly one that fits."""
    sides = [str(random_.choice((1, 2, 3, 6, 12))) for _ in range(2)]
    return random_.choice(("x".join([*sides, str(random_.randint(1, 4))]), "6", "13x1x1", "", "a"))


def _sides(random_: random.Random) -> str:
    """A kernel size, a stride or a dilation."""
    return random_.choice(("1", "2", "3x1", "1x2", "5", "0", "99", "", "2,1"))


def _padding(random_: random.Random) -> str:
    return random_.choice(("same", "valid", "full", "1", "0x2", "1_0_2_1", "-1", "9", "none", ""))


def _numbers(random_: random.Random) -> str:
    return random_.choice(("1", "1_2~3_4", "1~~2~~3", "1~~~-1", "0.5_1e3", "1_2~3", "x", "own-1"))


def _output(random_: random.Random) -> str:
    """A position and a filter."""
    return random_.choice(("", "0_0_0", "1_2_0", "9_9_9", "0_0", "a"))


TYPED: Mapping[str, Callable[[random.Random], str]] = {
    "input_shape": _shape,
    **dict.fromkeys(("filter_size", "stride", "dilation", "count_kernel"), _sides),
    **dict.fromkeys(("size_in", "size_kernel", "size_stride", "size_dilation"), _sides),
    **dict.fromkeys(("padding", "size_padding"), _padding),
    **dict.fromkeys(("input_numbers", "filter_numbers", "bias"), _numbers),
    **dict.fromkeys(("cell", "pinned"), _output),
    "blocks": _blocks,
    "size": _size,
    "map": _size,
    "stack": _steps,
    "between": lambda random_: random_.choice(("", "1", "2", "1,1", "4096", "16, 32")),
    "pool_size": lambda random_: random_.choice(("1", "2", "3x1", "12", "13", "0", "")),
    "taught_units": lambda random_: random_.choice(("", "1", "256", "512, 256", "0", "4096 x")),
    "small_grid": lambda random_: random_.choice(("", "1 2 3", "-999," * 12, "x", "7 " * 12)),
    "marked": lambda random_: random_.choice(("", "1m", "16k", "1m.2c.3k", "1m.1c", "3m,7c", "0")),
    "pool_stride": lambda random_: random_.choice(("1", "2", "1x3", "12", "0", "2,1")),
}
"""How a text is made that somebody may type, by the parameter's key."""


# --- changes on a page ---------------------------------------------------------------------------

CHANGEABLE = (
    *("slider", "number_input", "selectbox", "button_group", "select_slider", "toggle"),
    *("text_input", "button", "expander"),
)


def change_something(random_: random.Random, at: AppTest) -> str:
    """Use one widget of the page or of the sidebar, drawn at random; "" where there is none.

    Returns:
        What was done, for the message of a failing test.
    """
    widgets = [each for each in at.main if each.type in CHANGEABLE and not _is_off(each)]
    if not widgets or random_.random() < LINKED_SHARE:
        widgets = [each for each in at.sidebar if each.type in CHANGEABLE]
    if not widgets:
        return ""
    widget = random_.choice(widgets)
    done = f"{widget.type} {getattr(widget, 'key', None) or widget.label}"
    if widget.type == "button":
        widget.click()
    elif widget.type == "expander":
        at.session_state[str(widget.key)] = True
    else:
        value = _other_value(random_, widget)
        done = f"{done} := {value}"
        widget.set_value(value)
    at.run()
    return done


def _is_off(widget: Element) -> bool:
    return bool(getattr(widget.proto, "disabled", False))


def _other_value(random_: random.Random, widget: Any) -> Any:
    match widget.type:
        case "toggle":
            return not widget.value
        case "slider" | "number_input":
            kind = type(widget.value)
            middle = (widget.min + widget.max) / 2
            return kind(random_.choice((widget.min, widget.max, middle)))
        case "text_input":
            return TYPED[widget.key](random_) if widget.key in TYPED else "1"
    if widget.key in TYPED and random_.random() < 1 / 2:
        return TYPED[widget.key](random_)
    parameter = ALL.get(widget.key)
    offered = widget.options if not isinstance(parameter, OneOf) else parameter.codes
    labels = (
        {parameter.labels[code]: code for code in offered} if isinstance(parameter, OneOf) else {}
    )
    return labels.get(choice := random_.choice(widget.options), choice)
