"""What VGG16 says about a photo, and where it looks, in sentences."""

from typing import assert_never

from explorer import units
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.figures.maps.attribution import (
    READS_LAYER,
    SQUARES,
    Explanation,
    largest_at,
    top_of_colours,
)
from explorer.figures.preprocessing.fitting_note import cost_of_fitting
from explorer.fitting import Fitting
from explorer.words import several

THIRDS = ("upper", "", "lower"), ("left", "", "right")


def fit_note(done: Fitting) -> str:
    """How a photo was fitted to the size at which it is judged, and what was lost.

    Args:
        done: From the photo as it came to what the network got.
    """
    start = (
        f"VGG16's dense layers accept only pictures of {units.size(done.target)} px, "
        f"so it judges the photo of {units.size(done.source)} px at that size"
    )
    cost = cost_of_fitting(done)
    if not cost:
        return f"{start}. Its proportions fit, so nothing is lost at the edges."
    unseen = " VGG16 never sees that part." if done.how == "crop" else ""
    return f"{start}, {cost}.{unseen}"


def what_is_bright(explanation: Explanation, class_name: str) -> str:
    """How to read an attribution map.

    Args:
        explanation: Which kind.
        class_name: As it may stand in markdown.
    """
    match explanation:
        case "Grad-CAM":
            return (
                f"**Bright**: where the layer's maps speak for {class_name}. What speaks against "
                "it is cut off, so it is as dark as what does not matter."
            )
        case "guided Grad-CAM":
            return (
                "**Bright**: pixels of the guided saliency where Grad-CAM speaks for "
                f"{class_name}, as sharp as the former and as selective as the latter. But with "
                "random weights it shows the same edges "
                "([Adebayo et al. 2018](https://arxiv.org/abs/1810.03292))."
            )
        case "guided saliency":
            return (
                f"**Bright**: pixels that can raise {class_name}, if only positive gradients pass "
                "back through each ReLU. Compare classes 1 and 5: often the pictures hardly "
                "differ. It shows edges even with random weights, so it says little about a class "
                "([Adebayo et al. 2018](https://arxiv.org/abs/1810.03292))."
            )
        case "saliency":
            return (
                f"**Bright**: pixels whose change would change the logit of {class_name} most, "
                "up or down."
            )
        case _:
            assert_never(explanation)


def formula(explanation: Explanation, row: LayerSummary) -> str:
    """How the map is computed, as LaTeX with the layer's numbers."""
    height, width, channels = row.output_shape
    cam = (
        rf"L = \mathrm{{ReLU}}\Big(\sum_{{k=1}}^{{{channels}}} \alpha_k A^k\Big) \\"
        rf"\alpha_k = \frac{{1}}{{{height} \cdot {width}}} \sum_{{i,j}} "
        r"\frac{\partial y}{\partial A^k_{ij}}"
    )
    pixels = r"S_{ij} = \max_{c} \left| \frac{\partial y}{\partial x_{ijc}} \right|"
    lines = cam if explanation in READS_LAYER else pixels
    if explanation == "guided Grad-CAM":
        lines = rf"L_{{ij}} \cdot S_{{ij}} \\ {cam}"
    return rf"\begin{{gathered}} {lines} \end{{gathered}}"


def formula_note(explanation: Explanation, row: LayerSummary) -> str:
    """What the letters of the formula stand for, and where it was published."""
    logit = "y: the class's logit, its number before softmax."
    if explanation not in READS_LAYER:
        return (
            f"{logit} x: the model input, whose red, green and blue are c. "
            "[Simonyan et al. 2013, section 3.1](https://arxiv.org/abs/1312.6034); guided: "
            "[Springenberg et al. 2014](https://arxiv.org/abs/1412.6806). It reads no layer, so "
            "the one chosen above changes nothing here."
        )
    guided = explanation == "guided Grad-CAM"
    also = "S: the guided saliency; L is enlarged to its size. " if guided else ""
    return (
        f"{logit} A: the {several(row.output_shape[-1], 'feature map')} of {row.name}. {also}"
        "[Selvaraju et al. 2016, section 3](https://arxiv.org/abs/1610.02391)."
    )


def map_facts(explanation: Explanation, values: Float32Array, row: LayerSummary) -> tuple[str, ...]:
    """What an attribution map says in numbers, one sentence each.

    Args:
        explanation: Which kind.
        values: (rows, columns), at least 0.
        row: The layer whose maps were read.
    """
    if not values.any():
        return (f"All {units.size(values.shape)} values are 0: {_says_zero(explanation)}.",)
    largest = _largest(explanation, values)
    if explanation in SQUARES:
        zeros = f"{units.percent(float((values == 0).mean()))} of the units are 0."
        return _grid(row), largest, zeros
    top_value = top_of_colours(values, explanation)
    top, share = units.three_digits(top_value), float((values > top_value).mean())
    above = f"{units.percent(share)} of the pixels lie" if share else "no pixel lies"
    return (
        f"One value for each of {units.sized(values.shape, 'pixel')}: the largest of its red, "
        "green and blue.",
        largest,
        f"The last colour begins at {top}; {above} above.",
    )


def _says_zero(explanation: Explanation) -> str:
    """What a map says that is 0 everywhere."""
    match explanation:
        case "Grad-CAM":
            return "nowhere do this layer's maps speak for the class"
        case "guided Grad-CAM":
            return "at no pixel do Grad-CAM and the guided saliency both speak for the class"
        case "guided saliency":
            return "no positive gradient reaches a pixel"
        case "saliency":
            return "a small change of a pixel does not change the class's logit"
        case _:
            assert_never(explanation)


def map_alt(what: str, values: Float32Array, class_name: str) -> str:
    """What an attribution map over a photo shows, for those who do not see it."""
    start = f"{what} for {class_name} over the photo"
    if not values.any():
        return f"{start}: 0 everywhere."
    height, width = values.shape
    return f"{start}; the largest value: {where(largest_at(values), (height, width))}."


def _largest(explanation: Explanation, values: Float32Array) -> str:
    row, column = position = largest_at(values)
    height, width = values.shape
    return (
        f"Largest: {units.three_digits(float(values.max()))}{_unit(explanation)}, in row {row}, "
        f"column {column} ({where(position, (height, width))})."
    )


def _unit(explanation: Explanation) -> str:
    """The model input is in grey levels, 0 to 255; products have no meaningful unit."""
    return "" if explanation in READS_LAYER else " logits per grey level"


def _grid(row: LayerSummary) -> str:
    field = row.receptive_field
    every = units.pixels(field.strides) if field else f"{units.UNKNOWN} px"
    return (
        f"{units.sized(row.output_shape[:2], 'unit')}, one every {every}; "
        f"each has a receptive field of {_field(row)}."
    )


def where(position: tuple[int, int], grid: tuple[int, int]) -> str:
    """A position in words: "upper left", "upper third", "centre"."""
    thirds = [
        names[len(names) * place // size]
        for names, place, size in zip(THIRDS, position, grid, strict=True)
    ]
    match [word for word in thirds if word]:
        case []:
            return "centre"
        case [word]:
            return f"{word} third"
        case words:
            return " ".join(words)


def layer_note(row: LayerSummary, last: LayerSummary) -> str:
    """How a layer compares with the last convolution, as a place to ask "where?"."""
    grid, last_grid = (units.size(each.output_shape[:2]) for each in (row, last))
    if row.name == last.name:
        return (
            f"**{row.name}** has a grid of {grid}, and each unit has a receptive field of "
            f"{_field(row)}, enough for parts of objects."
        )
    finer = (
        f"a finer grid, {grid} instead of {last_grid}"
        if row.output_shape[:2] != last.output_shape[:2]
        else f"the same grid of {grid}"
    )
    return (
        f"**{row.name}** has {finer}. But its receptive fields are only {_field(row)}, those of "
        f"{last.name} {_field(last)}: it responds to smaller patterns, which more classes share."
    )


def _field(row: LayerSummary) -> str:
    field = row.receptive_field
    return f"{units.size(field.sizes)} px" if field else f"{units.UNKNOWN}×{units.UNKNOWN} px"
