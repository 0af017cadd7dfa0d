"""The drawing of a network: boxes to scale, in order, the selected one marked."""

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from plotly.graph_objects import Figure

from explorer.architecture.networks import PRESETS, Block, build_network
from explorer.architecture.summary import LayerSummary, summarize
from explorer.figures.network.drawing import network_drawing
from explorer.figures.theme import FAMILY_COLOURS, SELECTED_COLOUR

ROUNDING = 0.002  # coordinates are written with three decimals

Corners = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A closed part of a path, and what it looks like."""

    corners: Corners
    colour: str
    marked: bool
    dotted: bool

    @property
    def is_front(self) -> bool:
        """Whether it stands upright: two edges left and right, two above and below."""
        return all(len(set(column)) == 2 for column in self.corners.T.tolist())


@dataclass(frozen=True, slots=True)
class Seen:
    """A box as the figure's paths show it, in px of the input."""

    left: float
    right: float
    bottom: float
    top: float
    depth: float
    colour: str
    marked: bool
    dotted: bool


def faces_of(figure: Figure) -> list[Face]:
    """All faces in the order in which they are drawn."""
    return [
        Face(
            np.array(re.findall(r"-?\d+\.\d+", outline), float).reshape(-1, 2),
            shape.fillcolor,
            shape.line.color == SELECTED_COLOUR,
            shape.line.dash == "dot",
        )
        for shape in figure.layout.shapes
        for outline in shape.path.split("Z")[:-1]
    ]


def boxes_of(figure: Figure) -> dict[str, Seen]:
    """The boxes of a drawing by layer name: a front each, and a roof and a side if it has depth."""
    (points,) = figure.data
    faces = faces_of(figure)
    fronts = [face for face in faces if face.is_front]
    assert len(fronts) == len(points.customdata)
    boxes = {}
    for name, x, y in zip(points.customdata, points.x, points.y, strict=True):
        (front,) = (
            face for face in fronts if np.allclose(face.corners.mean(axis=0), (x, y), atol=0.01)
        )
        boxes[name] = seen(front, [face for face in faces if face not in fronts])
    return boxes


def seen(front: Face, others: list[Face]) -> Seen:
    """The box of a front; its roof and its side begin at a corner of it."""
    (left, bottom), (right, top) = front.corners.min(axis=0), front.corners.max(axis=0)
    behind = [
        face
        for face in others
        if tuple(face.corners[0]) in {(left, top), (right, bottom)}
        and tuple(face.corners[1]) == (right, top)
    ]
    assert len(behind) in {0, 2}
    assert {(face.marked, face.dotted) for face in behind} <= {(front.marked, front.dotted)}
    edge = max((face.corners[:, 0].max() for face in behind), default=right)
    return Seen(left, right, bottom, top, edge - right, front.colour, front.marked, front.dotted)


def height(box: Seen) -> float:
    """How high a box is drawn."""
    return box.top - box.bottom


def summary(key: str, height: int, width: int) -> tuple[LayerSummary, ...]:
    """A preset at an input size."""
    network = PRESETS[key]
    return summarize(network, (height, width, network.default_input_shape[-1]))


CASES = [
    *((key, *network.default_input_shape[:2]) for key, network in PRESETS.items()),
    ("vgg16", 225, 299),
    ("alexnet", 299, 64),
    ("vgg16-no-top", 32, 512),
    ("vgg16-no-top", 512, 32),
    ("small-batch-norm", 1, 1),
    ("small-batch-norm", 3, 1),
]


@pytest.mark.parametrize(("key", "height", "width"), CASES, ids=str)
def test_every_layer_that_writes_values_has_a_box(key: str, height: int, width: int) -> None:
    rows = summary(key, height, width)
    boxes = boxes_of(network_drawing(rows))
    handed_on = ("flatten", "dropout")
    assert list(boxes) == [row.name for row in rows if not any(p in row.name for p in handed_on)]


@pytest.mark.parametrize(("key", "height", "width"), CASES, ids=str)
def test_grids_are_drawn_to_scale(key: str, height: int, width: int) -> None:
    rows = {row.name: row for row in summary(key, height, width)}
    boxes = boxes_of(network_drawing(tuple(rows.values())))
    grids = {name: rows[name].output_shape for name in boxes if rows[name].receptive_field}
    heights = {name: boxes[name].top - boxes[name].bottom for name in grids}
    depths = [boxes[name].depth / shape[1] for name, shape in grids.items()]
    assert heights == pytest.approx({name: shape[0] for name, shape in grids.items()}, abs=ROUNDING)
    assert depths == pytest.approx([depths[0]] * len(depths), abs=ROUNDING)


@pytest.mark.parametrize("size", [(224, 224), (225, 299), (512, 32)], ids=str)
def test_thickness_shows_the_channels(size: tuple[int, int]) -> None:
    rows = summary("vgg16-no-top", *size)
    boxes = boxes_of(network_drawing(rows))
    thickness = [boxes[row.name].right - boxes[row.name].left for row in rows]
    channels = [row.output_shape[-1] for row in rows]
    assert thickness == pytest.approx(
        [thickness[0] / channels[0] * each for each in channels], rel=0.01
    )


def test_a_layer_of_few_channels_stays_visible() -> None:
    boxes = boxes_of(network_drawing(summary("alexnet", 224, 224)))
    padding = boxes["block1_pad1"]  # three channels
    assert (padding.right - padding.left) / (padding.top - padding.bottom) > 1 / 200


@pytest.mark.parametrize("size", [(224, 160), (32, 512)], ids=str)
def test_rows_of_values_stand_upright_and_compare_with_each_other(size: tuple[int, int]) -> None:
    boxes = boxes_of(network_drawing(summary("vgg16", *size)))
    fc1, fc2, predictions = (boxes[name] for name in ("fc1", "fc2", "predictions"))
    in_scale = pytest.approx(height(predictions) * 4096 / 1000, abs=5 * ROUNDING)
    assert height(fc1) == height(fc2) == in_scale
    assert {box.depth for box in (fc1, fc2, predictions)} == {0}


@pytest.mark.parametrize("key", PRESETS)
def test_rows_of_values_do_not_dwarf_the_grids(key: str) -> None:
    boxes = boxes_of(network_drawing(summary(key, 225, 299)))
    grids = [box for name, box in boxes.items() if name.startswith("block")]
    top, bottom = max(box.top + box.depth for box in grids), min(box.bottom for box in grids)
    for box in boxes.values():
        assert bottom - ROUNDING <= box.bottom
        assert box.top <= top + ROUNDING


@pytest.mark.parametrize(("key", "height", "width"), CASES, ids=str)
def test_boxes_stand_from_left_to_right_and_in_view(key: str, height: int, width: int) -> None:
    figure = network_drawing(summary(key, height, width))
    boxes = boxes_of(figure)
    assert all(before.right < after.left for before, after in pairwise(boxes.values()))
    start, end = figure.layout.xaxis.range
    assert start < min(box.left for box in boxes.values())
    assert max(box.right + box.depth for box in boxes.values()) < end
    low, high = figure.layout.yaxis.range
    assert low < min(box.bottom for box in boxes.values())
    assert max(box.top + box.depth for box in boxes.values()) < high


@pytest.mark.parametrize("size", [(1, 1024), (1024, 1), (512, 32)], ids=str)
def test_boxes_fill_the_height_whatever_the_input(size: tuple[int, int]) -> None:
    network = build_network("flat", [Block(8, 2, pooling="none"), Block(4, 1, pooling="none")])
    figure = network_drawing(summarize(network, (*size, 3)))
    boxes = boxes_of(figure)
    low, high = figure.layout.yaxis.range
    reach = max(box.top + box.depth for box in boxes.values()) - min(
        box.bottom for box in boxes.values()
    )
    assert reach / (high - low) > 0.9


@pytest.mark.parametrize(("key", "height", "width"), CASES, ids=str)
def test_a_block_hides_no_part_of_the_one_before(key: str, height: int, width: int) -> None:
    boxes = boxes_of(network_drawing(summary(key, height, width)))
    for (name, box), (next_name, following) in pairwise(boxes.items()):
        if name.partition("_")[0] != next_name.partition("_")[0] and box.depth:
            assert box.right + box.depth < following.left


def test_nothing_behind_a_front_is_drawn_over_it() -> None:
    faces = faces_of(network_drawing(summary("vgg16", 225, 299), "block2_conv2"))
    fronts = [face.is_front for face in faces]
    assert fronts == sorted(fronts)


def test_fronts_of_one_look_are_one_shape() -> None:
    figure = network_drawing(summary("vgg19", 224, 224), "block3_conv1")
    # 16 convolutions and 5 poolings with a roof and a side; the fronts of each family, the mark
    assert len(figure.layout.shapes) == 2 * 21 + 3 + 3  # 2 of them beyond the picture, dotted


@pytest.mark.parametrize("selected", ["block1_conv1", "block3_pool", "predictions"])
def test_the_selected_layer_is_marked_and_no_other(selected: str) -> None:
    boxes = boxes_of(network_drawing(summary("vgg16", 224, 224), selected))
    assert [name for name, box in boxes.items() if box.marked] == [selected]


@pytest.mark.parametrize("selected", [None, "flatten", "no such layer"])
def test_nothing_is_marked_where_nothing_is_drawn(selected: str | None) -> None:
    boxes = boxes_of(network_drawing(summary("vgg16", 224, 224), selected))
    assert not any(box.marked for box in boxes.values())


def test_colour_shows_the_family() -> None:
    rows = summary("vgg11-lrn", 224, 224)
    boxes = boxes_of(network_drawing(rows))
    families = {row.name: row.family for row in rows}
    assert {name: box.colour for name, box in boxes.items()} == {
        name: FAMILY_COLOURS[families[name]] for name in boxes
    }


def test_each_block_is_named_under_its_boxes() -> None:
    drawing = network_drawing(summary("vgg16", 225, 299))
    axis = drawing.layout.xaxis
    assert list(axis.ticktext) == [
        "block 1<br>225×299<br>×64",
        "block 2<br>112×149<br>×128",
        "block 3<br>56×74<br>×256",
        "block 4<br>28×37<br>×512",
        "block 5<br>14×18<br>×512",
        "head<br>4,096<br>to 1,000",
    ]
    boxes = boxes_of(drawing)
    assert boxes["block2_conv1"].left < axis.tickvals[1] < boxes["block2_pool"].right
    assert axis.tickangle == 0


def test_a_network_without_a_head_has_no_label_for_one() -> None:
    labels = network_drawing(summary("vgg16-no-top", 180, 180)).layout.xaxis.ticktext
    assert [label.split("<br>")[0] for label in labels] == [f"block {i}" for i in range(1, 6)]


def test_hover_shows_the_numbers() -> None:
    points = network_drawing(summary("vgg16", 180, 180)).data[0]
    assert points.text[0] == (
        "block1_conv1, Conv2D: 180×180×64, 1,792 parameters<br>"
        "55.99 MMACs, 7.9 MiB, receptive field 3 px"
    )
    assert points.text[-1].endswith("sees all that the last grid sees")
    assert len(points.x) == len(points.y) == len(points.text) == len(points.customdata)


# --- logarithmic -------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "rows", "columns"), CASES, ids=str)
def test_logarithmic_lengths_show_rows_and_columns(key: str, rows: int, columns: int) -> None:
    summaries = summary(key, rows, columns)
    drawing = network_drawing(summaries, logarithmic=True)
    boxes = boxes_of(drawing)
    for row in summaries:
        if row.name not in boxes or row.receptive_field is None:
            continue
        box, shape = boxes[row.name], row.output_shape
        assert 2 ** height(box) - 1 == pytest.approx(shape[0], rel=0.01)
        # depth goes up by 0.3 of the height that as many rows would have
        assert 2 ** (box.depth / 0.3) - 1 == pytest.approx(shape[1], rel=0.01)


def test_a_grid_of_half_the_height_is_one_step_lower() -> None:
    boxes = boxes_of(network_drawing(summary("vgg16", 224, 224), logarithmic=True))
    pools = [height(boxes[f"block{number}_pool"]) for number in range(1, 5)]
    assert [before - after for before, after in pairwise(pools)] == pytest.approx([1] * 3, abs=0.06)


def test_the_smallest_grid_is_larger_in_a_logarithmic_drawing() -> None:
    rows = summary("vgg16", 224, 160)
    linear, logarithmic = (
        boxes_of(network_drawing(rows, logarithmic=chosen)) for chosen in (False, True)
    )
    last, first = "block5_pool", "block1_conv1"
    assert height(linear[last]) / height(linear[first]) == pytest.approx(7 / 224, abs=0.001)
    # log2(8) = 3, log2(225) = 7.814
    assert height(logarithmic[last]) / height(logarithmic[first]) == pytest.approx(
        3 / 7.814, abs=0.001
    )


@pytest.mark.parametrize("folded", [False, True], ids=["layers", "blocks"])
@pytest.mark.parametrize(("key", "rows", "columns"), CASES, ids=str)
def test_a_logarithmic_drawing_is_in_order_and_in_view(
    key: str, rows: int, columns: int, folded: bool
) -> None:
    drawing = network_drawing(summary(key, rows, columns), logarithmic=True, folded=folded)
    boxes = boxes_of(drawing)
    assert all(before.right < after.left for before, after in pairwise(boxes.values()))
    _, end = drawing.layout.xaxis.range
    assert max(box.right + box.depth for box in boxes.values()) < end


# --- folded ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "num_blocks", "has_head"),
    [
        ("vgg16-no-top", 5, False),
        ("vgg16", 5, True),
        ("alexnet", 4, True),
        ("vgg16-average", 5, True),
    ],
)
def test_folded_each_block_is_one_box(key: str, num_blocks: int, has_head: bool) -> None:
    drawing = network_drawing(summary(key, 225, 299), folded=True)
    # not the zeros before a convolution, nor the dropout before a dense layer
    faces = [f"block{number}_conv1" for number in range(1, num_blocks + 1)]
    assert list(boxes_of(drawing)) == faces + ["fc1"] * has_head
    labels = [label.split("<br>")[0] for label in drawing.layout.xaxis.ticktext]
    blocks = [f"block {number}" for number in range(1, num_blocks + 1)]
    assert labels == blocks + ["head"] * has_head


def test_folded_boxes_are_to_scale() -> None:
    boxes = boxes_of(network_drawing(summary("vgg16-no-top", 225, 299), folded=True))
    assert [height(box) for box in boxes.values()] == pytest.approx(
        [225, 112, 56, 28, 14], abs=ROUNDING
    )
    thickness = [box.right - box.left for box in boxes.values()]
    assert thickness == pytest.approx([thickness[0] * share for share in (1, 2, 4, 8, 8)], abs=0.01)


@pytest.mark.parametrize(
    ("selected", "marked"),
    [
        ("block3_conv1", ["block3_conv1"]),
        ("block3_pool", ["block3_conv1"]),
        ("flatten", ["fc1"]),
        ("predictions", ["fc1"]),
        ("no such layer", []),
        (None, []),
    ],
)
def test_folded_the_block_of_the_selected_layer_is_marked(
    selected: str | None, marked: list[str]
) -> None:
    boxes = boxes_of(network_drawing(summary("vgg16", 224, 224), selected, folded=True))
    assert [name for name, box in boxes.items() if box.marked] == marked


# --- receptive fields larger than the picture --------------------------------------------------


def dotted(figure: Figure) -> list[str]:
    """The layers whose edges are dotted."""
    return [name for name, box in boxes_of(figure).items() if box.dotted]


@pytest.mark.parametrize(
    ("rows", "columns", "names"),
    [
        # Araujo et al. 2019: the layers of VGG-16 see ... 132, 164, 196 and 212 px
        (212, 212, []),
        (211, 299, ["block5_pool"]),
        (299, 180, ["block5_conv3", "block5_pool"]),
        (180, 180, ["block5_conv3", "block5_pool"]),
    ],
)
def test_edges_are_dotted_where_the_field_is_longer_than_the_shorter_side(
    rows: int, columns: int, names: list[str]
) -> None:
    assert dotted(network_drawing(summary("vgg16-no-top", rows, columns))) == names


def test_dense_layers_are_not_dotted() -> None:
    drawing = network_drawing(summary("vgg16", 64, 64))
    assert {"fc1", "fc2", "predictions"} & set(dotted(drawing)) == set()


def test_a_selected_layer_beyond_the_picture_is_marked_and_dotted() -> None:
    drawing = network_drawing(summary("vgg16", 180, 180), "block5_pool")
    assert "block5_pool" in dotted(drawing)
    assert boxes_of(drawing)["block5_pool"].marked


def test_folded_a_block_is_dotted_where_its_last_layer_is() -> None:
    # as in the table with one row per block: block5_pool sees 212 px, block4_pool 100 px
    assert dotted(network_drawing(summary("vgg16-no-top", 212, 220), folded=True)) == []
    assert dotted(network_drawing(summary("vgg16-no-top", 211, 220), folded=True)) == [
        "block5_conv1"
    ]
