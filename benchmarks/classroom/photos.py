"""A photo for everybody: 12-megapixel JPEG files, each a different picture, made before the class.

They are kept on disk, because a class's photos would otherwise count as memory of the visitors.
"""

from itertools import islice
from pathlib import Path

from benchmarks.visitor import new_photos


def make_photos(folder: Path, number: int) -> list[Path]:
    """Make photos; return their files."""
    paths = []
    for place, photo in enumerate(islice(new_photos(), number)):
        path = folder / f"photo{place:04}.jpg"
        path.write_bytes(photo)
        paths.append(path)
    return paths
