"""Where a layer's numbers come from: each formula with the layer's own numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from explorer import units
from explorer.architecture import cost
from explorer.architecture import layers as kinds
from explorer.architecture.receptive_field import FieldAlong
from explorer.architecture.shapes import Sweep, Window
from explorer.architecture.summary import LayerSummary
from explorer.words import several


@dataclass(frozen=True, slots=True)
class Derivation:
    """One number of a layer.

    Attributes:
        title: What is worked out.
        steps: LaTeX: the formula, the formula with the layer's numbers, the result.
        remark: A sentence on what the formula leaves open; "" for none.
    """

    title: str
    steps: tuple[str, ...]
    remark: str = ""

    @property
    def formula(self) -> str:
        """The steps one below the other, to fit a narrow screen."""
        lines = r" \\ &= ".join(self.steps)
        return rf"\begin{{aligned}} & {lines} \end{{aligned}}"


def derivations(row: LayerSummary) -> tuple[Derivation, ...]:
    """Work out the output size, the parameters, the work, the memory and the receptive field."""
    return (
        *_output_sizes(row),
        *_parameters_and_work(row),
        _memory(row),
        *_receptive_field(row),
    )


def _output_sizes(row: LayerSummary) -> Iterator[Derivation]:
    if row.rows is None or row.columns is None:
        if isinstance(row.layer, kinds.Flatten):
            numbers = r" \times ".join(map(latex_number, row.input_shape))
            steps = (r"H \times W \times \text{in}", numbers, latex_number(row.output_shape[0]))
            yield Derivation("Output size", steps)
        return
    if row.rows == row.columns:
        yield output_size("Output size: rows and columns", row.rows)
    else:
        yield output_size("Output size: rows", row.rows)
        yield output_size("Output size: columns", row.columns)


def output_size(title: str, sweep: Sweep) -> Derivation:
    """The output size along one axis, or along both where they are alike."""
    window = sweep.window
    padding = sweep.pad_before + sweep.pad_after
    steps = (
        r"\left\lfloor \frac{W - F + 2P}{S} \right\rfloor + 1",
        rf"\left\lfloor \frac{{{sweep.size_in} - {window.extent} + {padding}}}{{{window.stride}}} "
        r"\right\rfloor + 1",
        str(sweep.size_out),
    )
    return Derivation(title, steps, f"{_window_words(sweep)} {_padding_words(sweep)}")


def _window_words(sweep: Sweep) -> str:
    window = sweep.window
    if window.extent == window.size:
        return f"W = {sweep.size_in} is the input's side, F = {window.size} the window's."
    return (
        f"W = {sweep.size_in} is the input's side. F = {window.extent}, because {window.size} "
        f"taps, {window.dilation} apart, span {window.dilation} × ({window.size} - 1) + 1."
    )


def _padding_words(sweep: Sweep) -> str:
    if sweep.pad_before == sweep.pad_after == 0:
        words = "There is no padding."
    else:
        words = (
            f"2P = {sweep.pad_before + sweep.pad_after}: {sweep.pad_before} before, "
            f"{sweep.pad_after} after."
        )
    left_out = len(sweep.unreached)
    return f"{words} Never reached: {left_out} of {sweep.size_in}." if left_out else words


def _parameters_and_work(row: LayerSummary) -> Iterator[Derivation]:
    layer, channels = row.layer, row.input_shape[-1]
    match layer:
        case kinds.Conv2D():
            tall, wide = kinds.sides_of(layer.kernel_size)
            kernel = rf"{channels} \times {tall} \times {wide}"
            sides = r"k \times k" if tall == wide else r"k_h \times k_w"
            yield _learnt(row, rf"\text{{in}} \times {sides}", kernel, layer.use_bias)
            height, width, filters = row.output_shape
            yield _work(
                row,
                rf"H \times W \times \text{{out}} \times \text{{in}} \times {sides}",
                rf"{height} \times {width} \times {filters} \times {kernel}",
                "One for each weight at each position of the output.",
            )
        case kinds.Dense():
            yield _learnt(row, r"\text{in}", latex_number(channels), layer.use_bias)
            numbers = rf"{latex_number(layer.units)} \times {latex_number(channels)}"
            yield _work(row, r"\text{out} \times \text{in}", numbers, "One for each weight.")
        case kinds.BatchNorm():
            steps = (
                r"4 \times \text{channels}",
                rf"4 \times {channels}",
                latex_number(row.num_parameters),
            )
            remark = "A scale and an offset are learned; a mean and a variance are tracked."
            yield Derivation("Parameters", steps, remark)
        case (
            kinds.MaxPool2D()
            | kinds.AveragePool2D()
            | kinds.ZeroPad2D()
            | kinds.LRN()
            | kinds.Activation()
            | kinds.Dropout()
            | kinds.Flatten()
            | kinds.GlobalAveragePool()
            | kinds.GlobalMaxPool()
        ):
            yield Derivation("Parameters", ("0",), "This layer learns nothing.")
        case _:
            assert_never(layer)


def _work(row: LayerSummary, formula: str, numbers: str, remark: str) -> Derivation:
    steps = (formula, numbers, latex_number(row.num_macs))
    return Derivation("Work, in multiply-accumulates", steps, remark)


def _learnt(row: LayerSummary, name: str, weights: str, use_bias: bool) -> Derivation:
    """Parameters of a layer in which each output has its own weights and perhaps a bias."""
    outputs, result = latex_number(row.output_shape[-1]), latex_number(row.num_parameters)
    if not use_bias:
        steps = (rf"\text{{out}} \times {name}", rf"{outputs} \times {weights}", result)
        return Derivation("Parameters", steps, "This layer has no bias.")
    steps = (rf"\text{{out}} \times ({name} + 1)", rf"{outputs} \times ({weights} + 1)", result)
    return Derivation("Parameters", steps, "The 1 is the bias of each output.")


def _memory(row: LayerSummary) -> Derivation:
    if not row.num_activations:
        return Derivation("Activation memory", ("0",), "It passes on the values it receives.")
    values = r" \times ".join(map(latex_number, row.output_shape))
    return Derivation(
        "Activation memory, in bytes",
        (rf"{values} \times {cost.BYTES_PER_VALUE}", latex_number(row.activation_bytes)),
        f"{units.memory(row.activation_bytes)}; each value is a float32 of 4 bytes.",
    )


def _receptive_field(row: LayerSummary) -> Iterator[Derivation]:
    title, field = "Receptive field, in px", row.receptive_field
    if field is None:
        yield Derivation(title, (r"\text{all that the last grid sees}",), _reads_all(row))
    elif row.rows is None:
        alone = "The layer sees each position alone."
        if not row.has_grid:
            alone = (
                "Each unit depends on one unit of the layer before, and sees what that one sees."
            )
        sides = field.sizes if field.size is None else field.sizes[:1]
        yield Derivation(title, ("r", r" \times ".join(map(str, sides))), alone)
    elif row.columns is not None:
        down = _field_along(title, row.rows.window, field.height)
        across = _field_along(title, row.columns.window, field.width)
        if down == across:
            yield down
        else:
            yield replace(down, title=f"{title}: rows")
            yield replace(across, title=f"{title}: columns")


def _field_along(title: str, window: Window, field: FieldAlong) -> Derivation:
    before, jump = field.before(window)
    steps = (
        r"r + (F - 1) \times j",
        rf"{before} + ({window.extent} - 1) \times {jump}",
        str(field.size),
    )
    remark = (
        f"r = {before} px and j = {jump} px are the field and the effective stride before this "
        f"layer. After it, the effective stride is {jump} × {window.stride} = "
        f"{field.effective_stride} px."
    )
    return Derivation(title, steps, remark)


def _reads_all(row: LayerSummary) -> str:
    if isinstance(row.layer, kinds.GlobalAveragePool):
        return "Each unit is the mean of one whole feature map."
    if isinstance(row.layer, kinds.GlobalMaxPool):
        return "Each unit is the largest value of one whole feature map."
    if isinstance(row.layer, kinds.Dense):
        return "Each unit reads every value of the layer before."
    return (
        "Each unit depends on one unit of the layer before, which sees all that the last grid sees."
    )


def weight_layer_note(rows: Sequence[LayerSummary], row: LayerSummary, network_name: str) -> str:
    """Whether a layer is one of those that a name such as VGG16 counts, and why."""
    counted = [each.name for each in rows if each.family in kinds.WITH_WEIGHTS]
    convolutions = sum(each.family is kinds.Family.CONVOLUTION for each in rows)
    total = (
        f"{network_name} has {several(len(counted), 'layer')} with weights: "
        f"{several(convolutions, 'convolution')} and "
        f"{several(len(counted) - convolutions, 'dense layer')}"
    )
    if row.name in counted:
        return f"{total}. {row.name} is number {counted.index(row.name) + 1}."
    return f"{total}. {row.name} has no kernel, so it does not count."


def latex_number(value: int) -> str:
    """A number as LaTeX, its thousands separated."""
    return f"{value:,}".replace(",", r"{,}")
