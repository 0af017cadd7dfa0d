"""The app as a class finds it: in a process of its own, whose memory and work are watched."""

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import h5py

from benchmarks.classroom.web import Address
from tests.browser.app_server import running_app

BETWEEN_LOOKS = 0.25
"""Seconds between two looks at the memory."""

KIBIBYTES_PER_GIB = 2**20
PASS_LOG = "VGG16_PASS_LOG"
"""The environment variable that names the file in which the server notes each pass."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running app.

    Attributes:
        address: Where it listens.
        pid: Its process; None if somebody else started it, so that it cannot be watched.
        passes: The file in which it notes each pass through the network.
    """

    address: Address
    pid: int | None
    passes: Path


@contextmanager
def class_server(app: Path, folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """Run the app of a checkout as `streamlit run` does; nothing is downloaded.

    Args:
        app: The checkout: the folder that holds explorer/app.py.
        folder: An empty folder to run in.
        environment: Variables on top of this process's own.

    Raises:
        RuntimeError: It does not answer in time; the message holds what it printed.
    """
    passes = folder / "passes.log"
    variables = {"PYTHONPATH": str(app), "VGG16_OFFLINE": "1", PASS_LOG: str(passes)}
    entry = app / "explorer" / "app.py"
    with running_app(folder, variables | dict(environment), app=entry) as running:
        host, port = running.url.removeprefix("http://").split(":")
        yield Server(Address(host, int(port)), running.pid, passes)


# --- what the operating system says about it -----------------------------------------------------


def family(pid: int) -> list[int]:
    """A process and all its living descendants."""
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, children.read_text().split())
    return found


def memory_gib(pid: int, field_name: str = "VmRSS") -> float:
    """Resident memory of a process and its descendants, in GiB.

    Args:
        pid: The process.
        field_name: "VmRSS" for this moment, "VmHWM" for the sum of what each held at most.
    """
    return sum(_status_kib(each, field_name) for each in family(pid)) / KIBIBYTES_PER_GIB


def _status_kib(pid: int, field_name: str) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{field_name}:"):
                return int(line.split()[1])
    return 0


def cpu_seconds(pid: int | None) -> float:
    """Processor time of a process and its living descendants so far; 0 if it is not watched."""
    if pid is None:
        return 0
    ticks = 0
    for each in family(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def machine_cpu_seconds() -> float:
    """Processor time that all programs of the machine have used so far; 0 if it is not known."""
    with suppress(OSError):
        user, nice, system = Path("/proc/stat").read_text().split()[1:4]
        return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")
    return 0


@dataclass(frozen=True, slots=True)
class Work:
    """Processor time in seconds: of the server, of this process, of the whole machine.

    Attributes:
        server: Of the server and its descendants.
        visitors: Of this process.
        machine: Of all programs, these among them.
        when: Seconds of the monotonic clock.
    """

    server: float
    visitors: float
    machine: float
    when: float

    @classmethod
    def so_far(cls, pid: int | None) -> "Work":
        """Up to this moment, for the server in a process."""
        return cls(cpu_seconds(pid), time.process_time(), machine_cpu_seconds(), time.monotonic())

    def told_since(self, before: "Work") -> str:
        """What was used since another moment, in words."""
        seconds = self.when - before.when
        server, visitors = self.server - before.server, self.visitors - before.visitors
        others = max(0.0, self.machine - before.machine - server - visitors)
        return (
            f"{seconds:.0f} s; processor time: server {server:.1f} s, visitors without a browser "
            f"{visitors:.1f} s, all other programs {others:.1f} s"
        )


@dataclass(slots=True)
class MemoryCurve:
    """Memory of the server over time.

    Attributes:
        pid: Its process; None if it is not watched.
        seen: (seconds of the monotonic clock, GiB).
    """

    pid: int | None
    seen: list[tuple[float, float]] = field(default_factory=list)

    async def watch(self, pause: float = BETWEEN_LOOKS) -> None:
        """Look now and then, until cancelled."""
        while self.pid is not None:
            self.look()
            await asyncio.sleep(pause)

    def look(self) -> float:
        """Look once; return GiB, 0 if the server is not watched."""
        now = memory_gib(self.pid) if self.pid is not None else 0.0
        self.seen.append((time.monotonic(), now))
        return now

    @property
    def peak(self) -> float:
        """The most at any moment, in GiB: seen here, or by the operating system for one process."""
        seen = max((gib for _, gib in self.seen), default=0.0)
        if self.pid is None:
            return seen
        alone = max(_status_kib(each, "VmHWM") for each in family(self.pid)) / KIBIBYTES_PER_GIB
        return max(seen, alone)


# --- weights and passes --------------------------------------------------------------------------


def weights_for_class(folder: Path) -> dict[str, str]:
    """Variables that name a file of weights: the caller's own, else a seeded one made here.

    The time of a pass hardly depends on the values, but a page about trained weights shows more
    than one about untrained weights, so a file there has to be.
    """
    from explorer.runtime.untrained import untrained_weights  # noqa: PLC0415 -- rarely needed

    if os.environ.get("VGG16_WEIGHTS"):
        return {}
    path = folder / "seeded_vgg16.h5"
    with h5py.File(path, "w") as file:
        for name, pair in untrained_weights().items():
            group = file.create_group(name)
            names = [f"{name}/{part}" for part in ("kernel", "bias")]
            group.attrs["weight_names"] = [each.encode() for each in names]
            for each, values in zip(names, pair, strict=True):
                group.create_dataset(each, data=values)
    return {"VGG16_WEIGHTS": str(path)}


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass through the network.

    Attributes:
        when: On the monotonic clock, in seconds.
        share: Its work as a share of a whole pass at the photo's size, 0 to 1.
        macs: Its work in multiply-accumulates; 0 where an older server does not tell.
    """

    when: float
    share: float
    macs: float = 0.0


def read_passes(path: Path) -> list[Pass] | None:
    """The passes that the server noted; None if it notes none."""
    if not path.exists():
        return None
    lines = (line.split() for line in path.read_text().splitlines())
    return [Pass(*map(float, words)) for words in lines if len(words) > 1]
