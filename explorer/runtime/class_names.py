"""ImageNet's class names, as Keras publishes them: a small file beside the weights."""

import functools
import json
from pathlib import Path

from explorer.runtime.download import Request, WeightsFile, WeightsUnavailable, fetch, is_verified
from explorer.runtime.weights import cache_folder, is_offline

# Keras' own address and hash (keras/src/applications/imagenet_utils.py).
CLASS_INDEX = WeightsFile(
    name="imagenet_class_index.json",
    url="https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
    md5="c2c37ea517e94d9795004a39431a14cb",
    num_bytes=35_363,
    include_top=True,
)


def find_class_names() -> tuple[str, ...] | None:
    """Read the names from Keras' cache folder, without the network.

    Returns:
        1000 names such as "tiger cat", by class number; None if the file is missing.
    """
    path = cache_folder() / CLASS_INDEX.name
    return _read(path) if is_verified(path, CLASS_INDEX) else None


def fetch_class_names() -> tuple[str, ...] | None:
    """Find the names, or download them (35 kB) into Keras' cache folder.

    Returns:
        The same as `find_class_names`; also None if they cannot be fetched. Classes then go by
        their numbers.
    """
    if find_class_names() is None and not is_offline():
        try:
            fetch(Request(CLASS_INDEX, cache_folder()))
        except WeightsUnavailable:
            return None
    return find_class_names()


@functools.lru_cache(maxsize=1)
def _read(path: Path) -> tuple[str, ...]:
    entries: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    names = (name for _wordnet_id, name in (entries[str(i)] for i in range(len(entries))))
    return tuple(name.replace("_", " ") for name in names)
