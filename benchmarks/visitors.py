"""How much memory visitors take who rest: they have opened a page, and perhaps uploaded a photo.

    python -m benchmarks.visitors [VISITORS]

Visitors without a browser open the page Layers, then each uploads a 12-megapixel photo of its own
and goes on to another page and back, and all stay connected. What the network makes of photos is
not asked for: its bound is a setting of its own (VGG16_CACHE_MIB). Others have come, uploaded and
left before, so that what all visitors share is there already.
"""

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.classroom.photos import make_photos
from benchmarks.classroom.server import Server, class_server, memory_gib
from benchmarks.classroom.visit import Visit

VISITORS, BEFORE = 20, 6
REST_SECONDS = 5
"""Until the memory is looked at: connections and decoders have come to rest."""

MOST_WITHOUT, MOST_WITH = 2.0, 6.0
"""MiB for each visitor, without and with a photo."""

MIB_PER_GIB = 1024
HERE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Resting:
    """MiB that each visitor takes, without and with a photo."""

    without: float
    with_photo: float

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds."""
        return self.without <= MOST_WITHOUT and self.with_photo <= MOST_WITH


async def measure_resting(server: Server, photos: list[Path]) -> Resting:
    """Let visitors come, rest, upload and rest again.

    Args:
        server: A server that nobody has used.
        photos: Of those who come before, then one for each visitor.
    """
    early = [Visit(server.address) for _ in photos[:BEFORE]]
    visits = [Visit(server.address) for _ in photos[BEFORE:]]
    for visit in early:
        await visit.open("architecture")
    before = await _mib_at_rest(server)
    for visit in visits:
        await visit.open("architecture")
    without = (await _mib_at_rest(server) - before) / len(visits)
    for visit, photo in zip(early, photos, strict=False):
        await _upload(visit, photo)
    before = await _mib_at_rest(server)
    for visit, photo in zip(visits, photos[BEFORE:], strict=True):
        await _upload(visit, photo)
    for_photo = (await _mib_at_rest(server) - before) / len(visits)
    for visit in (*early, *visits):
        await visit.leave()
    return Resting(without, without + for_photo)


async def _upload(visit: Visit, photo: Path) -> None:
    answer = await visit.upload("upload", photo.read_bytes())
    if answer.errors:
        raise RuntimeError(f"The upload failed: {sorted(answer.errors)}")
    await visit.go("budget")
    await visit.go("")


async def _mib_at_rest(server: Server) -> float:
    if server.pid is None:
        raise RuntimeError("The server's process is not known.")
    await asyncio.sleep(REST_SECONDS)
    return memory_gib(server.pid) * MIB_PER_GIB


def main() -> int:
    """Measure and print; the exit status is 0 if the promises are kept."""
    number = int(sys.argv[1]) if sys.argv[1:] else VISITORS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photos = make_photos(folder, BEFORE + number)
        with class_server(HERE, folder, {}) as server:
            found = asyncio.run(measure_resting(server, photos))
    print(f"Memory of the server for each of {number} visitors who rest")
    print(f"  without a photo {found.without:.2f} MiB, at most {MOST_WITHOUT}")
    print(f"  with a photo {found.with_photo:.2f} MiB, at most {MOST_WITH}")
    print(f"  {'kept' if found.is_kept else 'BROKEN'}")
    return 0 if found.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
