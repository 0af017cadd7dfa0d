"""Running an exported script in a process of its own, as somebody at home would.

The photos go in through a pipe and the answers come out through another one: no photo is written
to disk. The process has an upper limit of memory and of time, gives way to other work, and finds no
network. Nothing here needs TensorFlow.
"""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.arrays import Float32Array
from explorer.background import Control


@dataclass(frozen=True, slots=True)
class ProcessBounds:
    """What a process may take.

    Attributes:
        seconds: From its start; it takes 5 to 20, most of them to load TensorFlow.
        num_bytes: Of its data, where the system can bound it.
    """

    seconds: float = 300.0
    num_bytes: int = 3 * 2**30


USUAL_PROCESS = ProcessBounds()

SAME_WITHIN = 1e-4
"""The largest difference between two probabilities that are called equal."""

_LOOK_S = 0.2
"""Between two looks whether the work was stopped."""

_MOST_PRINTED = 300
"""Characters of an error to show."""

_NOWHERE = "http://127.0.0.1:9"
"""A proxy that is not there."""

_BOUNDED = """
import os, runpy, sys
most = int(sys.argv[1])
try:
    import resource
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    os.nice(10)
except ImportError:  # not on Windows
    pass
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class ExportRefused(RuntimeError):  # noqa: N818 -- what the check found
    """An exported model does not answer as the page does, or does not run; so it is not offered."""


def answers_at_home(
    script: Path,
    photos: Sequence[tuple[str, bytes]],
    labels: Sequence[str],
    control: Control,
    bounds: ProcessBounds = USUAL_PROCESS,
) -> Float32Array:
    """What an exported script answers in a fresh process.

    Args:
        script: The script; model and labels lie beside it.
        photos: Name and bytes of picture files.
        labels: What the columns of the answer stand for.
        control: It may stop the process.
        bounds: Of the process.

    Returns:
        float32 (photos, labels).

    Raises:
        ExportRefused: It failed, took too long, or answered something else than probabilities.
        Cancelled: The work was stopped.
    """
    bounded = [sys.executable, "-I", "-c", _BOUNDED, str(bounds.num_bytes)]
    printed = _printed(
        [*bounded, str(script), "--json", "-"],
        script.parent,
        zipped(photos),
        control,
        bounds.seconds,
    )
    try:
        found = json.loads(printed)
        rows = [[probabilities[label] for label in labels] for _name, probabilities in found]
        names = [name for name, _probabilities in found]
    except (KeyError, TypeError, ValueError) as error:
        raise ExportRefused("The script printed something else than probabilities.") from error
    if names != [name for name, _data in photos]:
        raise ExportRefused(f"The script answered for {len(names)} of {len(photos)} photos.")
    return np.array(rows, np.float32).reshape(len(photos), len(labels))


def require_same_answers(found: Float32Array, expected: Float32Array) -> float:
    """Refuse a model whose answers are not those of the page.

    Args:
        found: Its probabilities, (photos, labels).
        expected: Those that the page shows.

    Returns:
        The largest difference.

    Raises:
        ExportRefused: It is too large.
    """
    difference = float(np.abs(found - expected).max())
    if not difference <= SAME_WITHIN:  # also where it is not a number
        raise ExportRefused(
            f"The file answers differently from this page, by up to {difference:.2g}, so it is "
            f"not offered. At most {SAME_WITHIN:g} is accepted."
        )
    return difference


def zipped(photos: Sequence[tuple[str, bytes]]) -> bytes:
    """Picture files as one zip, in memory."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in photos:
            archive.writestr(name, data)
    return file.getvalue()


def _printed(
    command: Sequence[str], folder: Path, given: bytes, control: Control, longest_s: float
) -> bytes:
    """What a process prints that gets these bytes."""
    until = time.monotonic() + longest_s
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(folder),
        cwd=folder,
    )
    with process, ThreadPoolExecutor(1, "export check") as pipes:
        try:
            reading = pipes.submit(process.communicate, given)
            while wait([reading], timeout=_LOOK_S).not_done:
                control.check()
                if time.monotonic() > until:
                    raise ExportRefused(f"The file was not read within {longest_s:.0f} s.")
        finally:
            process.kill()
    printed, errors = reading.result()
    if process.returncode:
        raise ExportRefused(f"The script failed in a fresh process: {_last_line(errors)}")
    return printed


def _environment(folder: Path) -> dict[str, str]:
    """No settings of this program, no GPU, no way to the network; what Keras writes stays here."""
    kept = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "HOME": str(folder),
        "KERAS_HOME": str(folder),
        "CUDA_VISIBLE_DEVICES": "-1",
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), _NOWHERE),
    }


def _last_line(errors: bytes) -> str:
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:_MOST_PRINTED] if lines else "it printed no reason."
