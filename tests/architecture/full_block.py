"""A block in which nearly every field is unusual."""

from explorer.architecture.networks import Block

FULL = Block(
    filters=8,
    repeats=2,
    kernel_size=(3, 1),
    padding=0,
    dilation=2,
    normalisation="lrn",
    dropout=0.125,
    pooling="average",
    pool_size=3,
    pool_stride=1,
    pool_padding="same",
    trainable=False,
)
