"""What each block of a network makes of an input, as far as the input reaches."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.architecture.layers import Conv2D
from explorer.architecture.networks import Block, block_layers
from explorer.architecture.shapes import Shape, output_shape


@dataclass(frozen=True, slots=True)
class BlockResult:
    """The shapes before, inside and after one block.

    Attributes:
        number: Of the block, counted from 1.
        block: The block.
        before: (height, width, channels) of its input.
        convolved: After its convolutions, before its pooling.
        after: Of its output.
    """

    number: int
    block: Block
    before: Shape
    convolved: Shape
    after: Shape


def block_results(blocks: Sequence[Block], input_shape: Shape) -> tuple[BlockResult, ...]:
    """The shapes of each block, up to the first one that does not fit its input.

    Args:
        blocks: First block first.
        input_shape: (height, width, channels).
    """
    results: list[BlockResult] = []
    shape = input_shape
    for number, block in enumerate(blocks, 1):
        before = convolved = shape
        for layer in block_layers(block, number):
            shape = output_shape(layer, shape)
            if min(shape) < 1:
                return tuple(results)
            if isinstance(layer, Conv2D):
                convolved = shape
        results.append(BlockResult(number, block, before, convolved, shape))
    return tuple(results)
