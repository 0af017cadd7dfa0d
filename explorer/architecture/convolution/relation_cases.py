"""The 15 relations as cases to open: which numbers are free, and those of the guide's figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from explorer.architecture.convolution.relations import RELATIONS, Relation, Setup

Letter = Literal["i", "k", "s", "p", "d", "a"]
"""As in the guide; i stands for i' in the transposed ones."""

ZerosFollow = Literal["chosen", "none", "half", "full"]
"""Where p comes from: it is chosen, 0, ⌊k / 2⌋ or k - 1."""


_OF_POOLING = 7
"""The number of the relation about pooling."""


@dataclass(frozen=True, slots=True)
class RelationCase:
    """A relation with the numbers that its condition leaves free.

    Attributes:
        relation: The relation.
        figure: The guide's figure with the example's numbers, such as "2.1".
        example: Those numbers.
        letters: What can be changed.
        zeros: Where p comes from.
    """

    relation: Relation
    figure: str
    example: Setup
    letters: tuple[Letter, ...]
    zeros: ZerosFollow = "none"

    @property
    def is_pooling(self) -> bool:
        """Whether the window pools, and has no weights."""
        return self.relation.number == _OF_POOLING

    def setup(self, changed: Mapping[Letter, int]) -> Setup:
        """The example with other numbers; letters that are not free are ignored."""
        numbers = self.example.by_letter
        numbers |= {letter: changed[letter] for letter in self.letters if letter in changed}
        size_in, kernel_size, stride, zeros, dilation, extra = numbers.values()
        match self.zeros:
            case "half":
                zeros = kernel_size // 2
            case "full":
                zeros = kernel_size - 1
            case _:
                pass
        return Setup(size_in, kernel_size, stride, zeros, dilation, extra)


_NUMBERS: tuple[tuple[str, Setup, tuple[Letter, ...], ZerosFollow], ...] = (
    ("2.1", Setup(4, 3), ("i", "k"), "none"),
    ("2.2", Setup(5, 4, zeros=2), ("i", "k", "p"), "chosen"),
    ("2.3", Setup(5, 3, zeros=1), ("i", "k"), "half"),
    ("2.4", Setup(5, 3, zeros=2), ("i", "k"), "full"),
    ("2.5", Setup(5, 3, 2), ("i", "k", "s"), "none"),
    ("2.7", Setup(6, 3, 2, 1), ("i", "k", "s", "p"), "chosen"),
    ("1.6", Setup(5, 3), ("i", "k", "s"), "none"),
    ("4.1", Setup(2, 3), ("i", "k"), "none"),
    ("4.2", Setup(6, 4, zeros=2), ("i", "k", "p"), "chosen"),
    ("4.3", Setup(5, 3, zeros=1), ("i", "k"), "half"),
    ("4.4", Setup(7, 3, zeros=2), ("i", "k"), "full"),
    ("4.5", Setup(2, 3, 2), ("i", "k", "s"), "none"),
    ("4.6", Setup(3, 3, 2, 1), ("i", "k", "s", "p"), "chosen"),
    ("4.7", Setup(3, 3, 2, 1, extra=1), ("i", "k", "s", "p", "a"), "chosen"),
    ("5.1", Setup(7, 3, dilation=2), ("i", "k", "s", "p", "d"), "chosen"),
)

RELATION_CASES = tuple(
    RelationCase(relation, *numbers) for relation, numbers in zip(RELATIONS, _NUMBERS, strict=True)
)
"""In the guide's order: `RELATION_CASES[0]` is of relation 1."""
