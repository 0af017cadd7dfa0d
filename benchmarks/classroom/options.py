"""What can be asked of the class benchmark."""

import argparse
from dataclasses import dataclass
from pathlib import Path

PUPILS = 30
REST_SECONDS = 180
HERE = Path(__file__).parents[2]
"""The checkout that this benchmark belongs to."""

DESCRIPTION = """\
Measure a class: visitors without a browser, each with a photo of its own, who look at four layers,
two channels, one unit, and the pages Depth and Growth, at mistakes and at patches taken away, and
at the pages on training and on convolution. First a bare pass is measured, then one visitor alone.
The exit status is 1 if a promise is broken.
"""


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured.

    Attributes:
        number: Pupils.
        pace: How long they think, a key of `pupil.PACES`.
        rest: Seconds between the end of the class and the last look at the memory; 0 for no look.
        app: The checkout whose app is measured.
        url: Of a server that runs already; "" to start one.
        pid: That server's process, to watch it; None if it cannot be watched.
        is_arithmetic: Whether visitors of the page Layers are measured instead.
        is_lesson: Whether the pupils train heads while others look at maps, instead.
        has_browsers: Whether two real browsers join the class.
        soak_minutes: How long photos keep changing, instead of a class; 0 for a class.
        folder: Where the soak draws its picture.
    """

    number: int
    pace: str
    rest: float
    app: Path
    url: str
    pid: int | None
    is_arithmetic: bool
    is_lesson: bool
    has_browsers: bool
    soak_minutes: float
    folder: Path


def read_options(words: list[str] | None = None) -> Options:
    """Read the command line, or the words given."""
    found = _parser().parse_args(words)
    return Options(
        number=found.number,
        pace=found.pace,
        rest=found.rest,
        app=found.app.resolve(),
        url=found.url,
        pid=found.pid,
        is_arithmetic=found.arithmetic,
        is_lesson=found.teach,
        has_browsers=found.browsers,
        soak_minutes=found.soak,
        folder=found.folder,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.classroom",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--number", "-n", type=_at_least_one, default=PUPILS, help=f"pupils; {PUPILS}")
    add("--pace", choices=("hasty", "class"), default="hasty", help="0.5 to 1.5 s, or 3 to 8 s")
    rest = "seconds from the end of the class to the last look at the memory; 0: do not wait"
    add("--rest", type=float, default=REST_SECONDS, metavar="SECONDS", help=rest)
    add("--app", type=Path, default=HERE, metavar="CHECKOUT", help="measure another checkout")
    add("--url", default="", help="measure a server that runs already: http://HOST:PORT")
    add("--pid", type=int, help="its process, whose memory and work are then watched")
    what = parser.add_mutually_exclusive_group()
    add = what.add_argument
    add("--arithmetic", action="store_true", help="instead: 100 visitors open the page Layers")
    teach = "instead: all pupils train a head at once, while five others look at maps"
    add("--teach", action="store_true", help=teach)
    add("--browsers", action="store_true", help="two real browsers join the class")
    soak = "instead: pupils whose photos keep changing; memory is drawn as a PNG"
    add("--soak", type=float, default=0, metavar="MINUTES", help=soak)
    folder = "where the PNG is put; build"
    parser.add_argument("--folder", type=Path, default=Path("build"), help=folder)
    return parser


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of pupils. Write 30, say.")
    return int(text)
