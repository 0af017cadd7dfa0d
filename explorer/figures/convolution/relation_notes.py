"""The relations of Dumoulin & Visin with numbers in them, and how they are misread."""

import re

from explorer.architecture.convolution.relation_cases import Letter, RelationCase
from explorer.architecture.convolution.relations import Relation, Setup
from explorer.figures.network.derivations import Derivation
from explorer.kept import kept
from explorer.words import capitalised, listed, several

_FLOOR = re.compile(r"⌊\((.+)\) / (\w+)⌋")

LETTERS: dict[Letter, str] = {
    "i": "input rows",
    "k": "kernel size",
    "s": "stride",
    "p": "zeros on each side",
    "d": "dilation",
    "a": "rows left over",
}
"""What the letters mean."""


def letter_name(case: RelationCase, letter: Letter) -> str:
    """A letter as the case writes it, with its meaning."""
    prime = "'" if letter == "i" and case.relation.is_transposed else ""
    return f"{letter}{prime}, {LETTERS[letter]}"


def relation_derivation(relation: Relation, setup: Setup) -> Derivation:
    """The formula, the formula with numbers, and the output.

    Args:
        relation: The relation.
        setup: Numbers for which it holds.
    """
    left, right = relation.formula.split(" = ", 1)
    numbers = setup.by_letter
    put_in = _latex(re.sub("([ikspda])'?", lambda found: str(numbers[found[1]]), _spelled(right)))
    steps = dict.fromkeys((f"{left} = {_latex(right)}", put_in, str(relation.output(setup))))
    return Derivation(f"Relation {relation.number}: {relation.name}", tuple(steps))


def condition_problem(case: RelationCase, setup: Setup) -> str:
    """Why a relation does not hold for some numbers and what would; "" where it does."""
    if case.relation.holds(setup):
        return ""
    kernel, stride, zeros = setup.kernel_size, setup.stride, setup.zeros
    if case.zeros == "half" and kernel % 2 == 0:
        return (
            f"k = {kernel} is even. This relation needs an odd k: with p = ⌊k / 2⌋ on both sides, "
            f"an even one changes the size by 1. Choose {kernel - 1} or {kernel + 1}."
        )
    if not case.relation.is_transposed:
        larger = listed([letter for letter in ("i", "p") if letter in case.letters], "or")
        smaller = "k or d" if setup.dilation > 1 else "k"
        return (
            f"The window reaches over {several(setup.window.extent, 'row')}, and the input has "
            f"{setup.size_in + 2 * zeros} with its zeros. Choose a larger {larger}, or a smaller "
            f"{smaller}."
        )
    if zeros >= kernel:
        return (
            f"p = {zeros} is not less than k = {kernel}. A direct convolution with so many zeros "
            f"would have windows in the padding alone. Choose {_up_to('p', kernel - 1)}, or a "
            "larger k."
        )
    if setup.extra >= stride:
        return (
            f"a = {setup.extra} is not less than s = {stride}. It is what a division by s leaves "
            f"over. Choose {_up_to('a', stride - 1)}, or a larger s."
        )
    return (
        f"The output would have {several(max(setup.transposed, 0), 'row')}: p = {zeros} takes away "
        f"{2 * zeros}. Choose a larger i' or a smaller {'p' if 'p' in case.letters else 'k'}."
    )


def _up_to(letter: Letter, most: int) -> str:
    return f"{letter} from 0 to {most}" if most else f"{letter} = 0"


def misreading_note(relation: Relation, setup: Setup) -> tuple[str, ...]:
    """What k, s and p mean in a transposed relation, and what a misreading gives.

    Args:
        relation: A transposed one.
        setup: Numbers for which it holds.
    """
    size_in, output = setup.size_in, relation.output(setup)
    kernel, stride, zeros = setup.kernel_size, setup.stride, setup.zeros
    drawn = (
        "Drawn as a convolution, it slides one cell at a time, over its input with "
        f"{_zeros(stride - 1)} between neighbours (s − 1) and {_zeros(kernel - 1 - zeros)} on each "
        "side (k − 1 − p)"
    )
    if setup.extra:
        drawn += f", and {several(setup.extra, 'more zero')} after it (a)"
    direct = (
        f"k, s and p belong to the direct convolution, which makes {size_in} from {output}: "
        f"{_direct_size(output, setup)} = {size_in}. This one goes back, from {size_in} to "
        f"{output}."
    )
    return direct, f"{drawn}.", _misread(setup, output)


def _misread(setup: Setup, output: int) -> str:
    wrong = _direct_size(setup.size_in, setup)
    found = (setup.size_in + 2 * setup.zeros - setup.kernel_size) // setup.stride + 1
    begins = "A common misreading takes k, s and p as this layer's own."
    if found < 1:
        return (
            f"{begins} Then the kernel would not even fit on {setup.size_in}, but the output has "
            f"{output}."
        )
    if found == output:
        return f"{begins} Here it happens to give the same: {wrong} = {found}."
    return f"{begins} It gives {wrong} = {found}, but the output has {output}."


def _direct_size(size_in: int, setup: Setup) -> str:
    """⌊(i + 2p - k) / s⌋ + 1 with numbers."""
    room = f"{size_in} + 2 × {setup.zeros} − {setup.kernel_size}"
    return f"⌊({room}) / {setup.stride}⌋ + 1"


def _zeros(number: int) -> str:
    return several(number, "zero") if number else "no zeros"


@kept()
def relation_table(cases: tuple[RelationCase, ...]) -> dict[str, list[str | int]]:
    """All relations: number, name, condition, formula and figure of the guide."""
    return {
        "No.": [case.relation.number for case in cases],
        "Relation": [case.relation.name for case in cases],
        "Condition": [capitalised(case.relation.condition) for case in cases],
        "Output": [case.relation.formula for case in cases],
        "Figure": [case.figure for case in cases],
    }


def _spelled(formula: str) -> str:
    """A formula with its multiplications written out: "2p" -> "2 × p", "s (" -> "s × ("."""
    return formula.replace("2p", "2 × p").replace("s (", "s × (").replace(")(", ") × (")


def _latex(formula: str) -> str:
    floored = _FLOOR.sub(r"\\left\\lfloor \\frac{\1}{\2} \\right\\rfloor", formula)
    return floored.replace(" × ", r" \times ")
