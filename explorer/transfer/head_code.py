"""A head on trained VGG16 as Keras 3 code: one flat model, as somebody would write it."""

from explorer.architecture.network.keras_calls import (
    INDENT,
    applied_lines,
    in_quotes,
    laid_out_lines,
    layer_call,
)
from explorer.architecture.networks import head_layers
from explorer.architecture.shapes import Shape
from explorer.transfer.heads import base_blocks, head_of, head_totals
from explorer.transfer.plan import TrainingPlan
from explorer.words import several


def transfer_code(plan: TrainingPlan, classes: int, input_shape: Shape) -> str:
    """Python code that puts the head of a plan on VGG16 with its trained weights.

    Args:
        plan: Its features, reduction, units, dropout, and what is unfrozen.
        classes: Outputs of the head.
        input_shape: (height, width, channels) in px.

    Returns:
        A file that needs only Keras 3, defines ``model``, and prints its summary when run.

    Raises:
        ValueError: The input is too small for the base.
    """
    counts = head_totals(plan, classes, input_shape)
    parts = [
        [
            f'"""VGG16 to {plan.features} with a head for {_classes(classes)}.',
            "",
            f"{several(counts.total, 'parameter')}, of which training changes "
            f"{counts.trainable:,}.",
            '"""',
        ],
        ["import keras", "from keras import layers"],
        [*_base_lines(input_shape), *_freezing_lines(plan)],
        _head_lines(plan, classes),
    ]
    text = "\n\n".join("\n".join(lines) for lines in parts)
    return f'{text}\n\nif __name__ == "__main__":\n{INDENT}model.summary()\n'


def _classes(number: int) -> str:
    return "1 class" if number == 1 else f"{number:,} classes"


def _base_lines(input_shape: Shape) -> list[str]:
    arguments = ["include_top=False", 'weights="imagenet"', f"input_shape={input_shape}"]
    return laid_out_lines("base = keras.applications.VGG16(", arguments, ")")


def _freezing_lines(plan: TrainingPlan) -> list[str]:
    """What of the base learns. Before the head is put on: its own layers always learn."""
    blocks = base_blocks(plan)
    names = [f"block{number}" for number, block in enumerate(blocks, 1) if block.trainable]
    if not names:
        return ["base.trainable = False"]
    if len(names) == len(blocks):
        return []
    starts = f"({', '.join(map(in_quotes, names))}{',' if len(names) == 1 else ''})"
    return [
        "for layer in base.layers:",
        f"{INDENT}layer.trainable = layer.name.startswith({starts})",
    ]


def _head_lines(plan: TrainingPlan, classes: int) -> list[str]:
    layers = head_layers(head_of(plan, classes))
    lines = [f"x = base.get_layer({in_quotes(plan.features)}).output"]
    for number, layer in enumerate(layers, 1):
        target = "outputs" if number == len(layers) else "x"
        lines += applied_lines(f"{target} = ", layer_call(layer), "x")
    return [*lines, "model = keras.Model(base.input, outputs)"]
