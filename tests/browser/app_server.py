"""Starts the app as visitors see it, and stops it again."""

import os
import socket
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from urllib3 import Retry

APP = Path(__file__).parents[2] / "explorer" / "app.py"
HOST = "127.0.0.1"
START_ATTEMPTS = 120
LONGEST_PAUSE_S = 0.5
STOP_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Server:
    """A running app: its address, the file that holds what it printed, and its process."""

    url: str
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self.process.pid


@contextmanager
def running_app(
    folder: Path, environment: Mapping[str, str], url: str = "", app: Path = APP
) -> Iterator[Server]:
    """Run the app from another folder: its settings must still apply.

    Args:
        folder: An empty folder to run in and to keep the log.
        environment: Variables on top of this process's own.
        url: The address of a server that has ended; by default one that nobody has used.
        app: Its entry file, where it is that of another checkout.

    Raises:
        RuntimeError: It does not answer in time; the message holds its output.
    """
    url = url or f"http://{HOST}:{_free_port()}"
    log = folder / "server.log"
    with (
        log.open("w") as printed,
        subprocess.Popen(
            _command(url, app),
            cwd=folder,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            server = Server(url, log, process)
            _wait_until_healthy(server)
            yield server
        finally:
            _stop(process)


def _command(url: str, app: Path) -> list[str]:
    """The README's command. It does not repeat what the settings file sets."""
    streamlit = Path(sysconfig.get_path("scripts")) / "streamlit"
    host, port = url.removeprefix("http://").split(":")
    return [
        *(str(streamlit), "run", str(app)),
        *("--server.headless=true", f"--server.address={host}", f"--server.port={port}"),
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_healthy(server: Server) -> None:
    """Ask until the server answers, for about a minute at most."""
    patience = Retry(START_ATTEMPTS, backoff_factor=0.1, backoff_max=LONGEST_PAUSE_S)
    with requests.Session() as session:
        session.trust_env = False  # no proxy stands between a machine and itself
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=patience))
        try:
            session.get(f"{server.url}/_stcore/health", timeout=STOP_TIMEOUT_S).raise_for_status()
        except requests.RequestException as error:
            printed = server.log.read_text()
            raise RuntimeError(f"The app did not start: {error}\n{printed}") from error


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
