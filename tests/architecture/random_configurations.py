"""Random blocks and heads within the limits; every run draws the same ones."""

from hypothesis import strategies as st

from explorer.architecture.limits import BLOCK_LIMITS, HEAD_LIMITS, MAX_BLOCKS, MAX_CONVOLUTIONS
from explorer.architecture.network.notation import Configuration
from explorer.architecture.networks import Block, Head

rates = st.integers(0, 9500).map(lambda share: share / 10_000) | st.just(0.0)


def numbers(field: str, most: int | None = None) -> st.SearchStrategy[int]:
    """Whole numbers up to ``most`` that a block's field accepts."""
    accepted = BLOCK_LIMITS[field]
    return st.integers(int(accepted.least), min(int(accepted.most), most or int(accepted.most)))


def words(field: str) -> st.SearchStrategy[str | bool]:
    """Words that a block's field accepts."""
    return st.sampled_from(BLOCK_LIMITS[field].words)


@st.composite
def blocks(draw: st.DrawFn, most: int | None = None) -> Block:
    """A block with any options; no number is larger than ``most``."""
    repeats = draw(numbers("repeats", most))
    sizes = numbers("kernel_size", most)
    stride = draw(numbers("stride", most) | st.just(1))
    return Block(
        draw(numbers("filters", most)),
        repeats,
        draw(sizes | st.tuples(*[sizes] * repeats)),
        stride,
        draw(words("padding") | numbers("padding", most)),  # type: ignore[arg-type]
        draw(numbers("dilation", most)) if stride == 1 else 1,
        draw(words("normalisation")),  # type: ignore[arg-type]
        draw(rates),
        draw(words("pooling")),  # type: ignore[arg-type]
        draw(numbers("pool_size", most)),
        draw(numbers("pool_stride", most)),
        draw(words("pool_padding")),  # type: ignore[arg-type]
        draw(st.booleans()),
    )


@st.composite
def heads(draw: st.DrawFn) -> Head:
    """A head with up to six hidden layers."""
    units = draw(st.lists(st.integers(1, int(HEAD_LIMITS["units"].most)), max_size=6))
    row = st.tuples(*[rates] * (len(units) + 1))
    return Head(
        draw(st.integers(1, int(HEAD_LIMITS["classes"].most))),
        tuple(units),
        draw(st.sampled_from(["flatten", "average"])),
        draw(row | st.just(())),
    )


def configurations(
    most: int | None = None, most_blocks: int = MAX_BLOCKS
) -> st.SearchStrategy[Configuration]:
    """Blocks, with or without a head."""
    several = st.lists(blocks(most), max_size=most_blocks).filter(
        lambda drawn: sum(block.repeats for block in drawn) <= MAX_CONVOLUTIONS
    )
    return st.tuples(several.map(tuple), st.none() | heads())
