"""How much memory the server takes for one visitor who brings ten photos.

    python -m benchmarks.memory [PHOTOS]

The network is loaded without its dense layers, the input size is 224 x 224 px, and the photos have
12 megapixels. Resident memory is what counts: what the operating system has set aside in RAM.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.visitor import new_photos, visitor, what_is_missing

PHOTOS = 10
LARGEST_GIB = 1.6
KIBIBYTES_PER_GIB = 2**20


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of a process, in GiB.

    Attributes:
        now: At this moment.
        peak: The most since it started; None where the operating system does not tell.
    """

    now: float
    peak: float | None

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds, for the peak too where it is known."""
        return max(self.now, self.peak or 0) <= LARGEST_GIB


def resident(pid: int) -> Memory:
    """Ask Linux, or elsewhere `ps`, for the memory of a process."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        command = ["ps", "-o", "rss=", "-p", str(pid)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return Memory(int(printed) / KIBIBYTES_PER_GIB, None)
    fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
    now, peak = (
        int(fields[name].removesuffix("kB")) / KIBIBYTES_PER_GIB for name in ("VmRSS", "VmHWM")
    )
    return Memory(now, peak)


def measure(photos: int = PHOTOS) -> Memory:
    """Look at photos, then at the server's memory."""
    files = new_photos()
    with visitor() as anybody:
        anybody.open("activations")
        for _ in range(photos):
            anybody.upload(next(files))
        return resident(anybody.server_pid)


def main() -> int:
    """Measure and print; the exit status is 0 where the promise is kept."""
    missing = what_is_missing()
    if missing:
        print(missing)
        return 0
    photos = int(sys.argv[1]) if sys.argv[1:] else PHOTOS
    memory = measure(photos)
    peak = "not known here" if memory.peak is None else f"{memory.peak:.2f} GiB"
    outcome = "kept" if memory.is_kept else "BROKEN"
    print(f"Resident memory of the server, one visitor, {photos} photos")
    print(f"  now {memory.now:.2f} GiB, peak {peak}; at most {LARGEST_GIB} GiB: {outcome}")
    return 0 if memory.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
