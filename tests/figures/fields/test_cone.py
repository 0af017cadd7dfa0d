"""The cone's record: where units stand, what each reads, and how much room there is."""

from itertools import pairwise

import pytest

from explorer.architecture.fields.growth import AxisLayer, cone, layers_along
from explorer.architecture.layers import Conv2D, MaxPool2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import summarize
from explorer.figures.fields.cone import field_cone

SMALL = Network(
    "small", (Conv2D("conv1", 1, 3), MaxPool2D("pool"), Conv2D("dilated", 1, 3, dilation=2))
)
NOT_SQUARE = (9, 14, 1)


def small() -> tuple[AxisLayer, ...]:
    return layers_along(summarize(SMALL, NOT_SQUARE), "rows")


def vgg16() -> tuple[AxisLayer, ...]:
    return layers_along(summarize(PRESETS["vgg16"], (224, 150, 3)), "rows")


def test_a_small_network_worked_out_by_hand() -> None:
    drawing = field_cone(small())
    source, conv, pool, dilated = drawing.layers
    assert (source.name, source.size, source.taps) == ("input", 9, ())
    assert (conv.first_read, conv.stride, conv.taps) == (-1, 1, (0, 1, 2))
    assert (pool.first_read, pool.stride, pool.taps) == (0, 2, (0, 1))
    assert (dilated.first_read, dilated.stride, dilated.taps) == (-2, 1, (0, 2, 4))
    assert [layer.unread for layer in drawing.layers] == [(), (8,), (), ()]
    assert [layer.spacing for layer in drawing.layers] == [1, 1, 2, 2]
    assert [layer.centre for layer in drawing.layers] == [0, 0, 0.5, 0.5]
    assert drawing.unit == "row"


def test_there_is_room_for_padding_beside_each_layer() -> None:
    drawing = field_cone(small())
    # two zeros beside the pooled rows, 2 px each, before -0.5 and after 7.5; conv1 to 8.5
    assert (drawing.first, drawing.last) == (-4.5, 11.5)


def test_columns_are_called_so() -> None:
    drawing = field_cone(layers_along(summarize(SMALL, NOT_SQUARE), "columns"), "columns")
    assert drawing.unit == "column"
    assert drawing.layers[0].size == 14


def test_follows_the_same_edges_as_the_cone() -> None:
    layers, drawing = vgg16(), field_cone(vgg16())
    for depth, (below, layer) in enumerate(pairwise(drawing.layers), 1):
        for unit in (0, layer.size - 1):
            found = cone(layers, depth, unit)
            read = {layer.first_read + unit * layer.stride + tap for tap in layer.taps}
            assert read == found.lit[depth - 1] | found.padding[depth - 1]
            assert all(0 <= place < below.size for place in found.lit[depth - 1])


def test_a_network_without_windows_has_none() -> None:
    with pytest.raises(ValueError, match="No layer slides a window"):
        field_cone(())
