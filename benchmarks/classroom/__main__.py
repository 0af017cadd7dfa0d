"""Thirty pupils at once: what `make bench-class` runs.

python -m benchmarks.classroom --help
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.classroom.arithmetic import measure_arithmetic
from benchmarks.classroom.bare import BarePass
from benchmarks.classroom.class_run import PHOTOS_BESIDE_THE_CLASS, load, measure_class
from benchmarks.classroom.lesson import LOOKING, measure_lesson
from benchmarks.classroom.options import Options, read_options
from benchmarks.classroom.photos import make_photos
from benchmarks.classroom.report import Bound, print_bounds
from benchmarks.classroom.server import PASS_LOG, Server, class_server, weights_for_class
from benchmarks.classroom.soak import PHOTOS, measure_soak
from benchmarks.classroom.web import Address


def main() -> int:
    """Measure and print; the exit status is 0 if every promise is kept."""
    options = read_options()
    print(f"The app of {options.url or options.app}; {load()}.", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weights = weights_for_class(folder)
        promised = _measured(options, folder, weights)
    return 0 if print_bounds(promised) else 1


def _measured(options: Options, folder: Path, weights: dict[str, str]) -> list[Bound]:
    if options.is_arithmetic:
        with _server(options, folder, weights) as server:
            return asyncio.run(measure_arithmetic(server))
    if options.soak_minutes:
        photos = make_photos(folder, PHOTOS)
        with _server(options, folder, weights) as server:
            return asyncio.run(measure_soak(options, server, photos))
    if options.is_lesson:
        return _lesson(options, folder, weights)
    photos = make_photos(folder, PHOTOS_BESIDE_THE_CLASS + options.number)
    bare = BarePass(options.app, weights)
    bare.measure()  # while no server runs
    with _server(options, folder, weights) as server:
        return asyncio.run(measure_class(options, server, photos, bare))


def _lesson(options: Options, folder: Path, weights: dict[str, str]) -> list[Bound]:
    photos, bare = make_photos(folder, LOOKING), BarePass(options.app, weights)
    bare.measure()
    with _server(options, folder, weights) as server:
        return asyncio.run(measure_lesson(options, server, photos, bare))


@contextmanager
def _server(options: Options, folder: Path, weights: dict[str, str]) -> Iterator[Server]:
    """The server that runs already, or one of our own."""
    if options.url:
        host, port = options.url.removeprefix("http://").strip("/").split(":")
        passes = Path(os.environ.get(PASS_LOG, folder / "passes.log"))
        yield Server(Address(host, int(port)), options.pid, passes)
    else:
        with class_server(options.app, folder, weights) as server:
            yield server


if __name__ == "__main__":
    sys.exit(main())
