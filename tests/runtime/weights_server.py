"""A server on this computer that publishes one small file, well or badly."""

import hashlib
import random
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Event
from typing import Any

from explorer.runtime.download import WeightsFile

CONTENT = random.Random(16).randbytes(64 * 1024)
HALF = len(CONTENT) // 2


class WeightsServer(ThreadingHTTPServer):
    """Answers every request with ``answer``, and counts requests.

    Attributes:
        answer: One of the functions below; a test may put another in its place.
        num_requests: How many were received.
        released: Ends the waiting of an answer that waits. Set when the test ends.
    """

    daemon_threads = False  # closing the server waits for its answers

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: Answer = whole
        self.num_requests = 0
        self.released = Event()

    @property
    def published(self) -> WeightsFile:
        return WeightsFile(
            name="tiny.h5",
            url=f"http://127.0.0.1:{self.server_port}/tiny.h5",
            md5=hashlib.md5(CONTENT).hexdigest(),
            num_bytes=len(CONTENT),
            include_top=False,
        )

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        """Ignore a client that hung up: that is what is tested."""


class _Handler(BaseHTTPRequestHandler):
    server: WeightsServer

    def do_GET(self) -> None:
        self.server.num_requests += 1
        self.server.answer(self)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""

    def announce(self, num_bytes: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(num_bytes))
        self.end_headers()


Answer = Callable[[_Handler], None]


def whole(handler: _Handler) -> None:
    handler.announce(len(CONTENT))
    handler.wfile.write(CONTENT)


def whole_after_a_pause(handler: _Handler) -> None:
    handler.announce(len(CONTENT))
    handler.wfile.write(CONTENT[:HALF])
    handler.server.released.wait()
    handler.wfile.write(CONTENT[HALF:])


def whole_after_a_redirect(handler: _Handler) -> None:
    if handler.path.endswith("/moved"):
        whole(handler)
    else:
        handler.send_response(302)
        handler.send_header("Location", "/moved")
        handler.end_headers()


def half_then_close(handler: _Handler) -> None:
    handler.announce(len(CONTENT))
    handler.wfile.write(CONTENT[:HALF])


def half_then_trickle(handler: _Handler) -> None:
    handler.announce(len(CONTENT))
    handler.wfile.write(CONTENT[:HALF])
    while not handler.server.released.wait(0.01):
        handler.wfile.write(b"\0")


def nothing(handler: _Handler) -> None:
    handler.server.released.wait()


def other_bytes(handler: _Handler) -> None:
    handler.announce(len(CONTENT))
    handler.wfile.write(CONTENT[::-1])


def login_page(handler: _Handler) -> None:
    page = b"<html>Welcome to this network. Please log in.</html>"
    handler.announce(len(page))
    handler.wfile.write(page)


def endless(handler: _Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.released.is_set():
        handler.wfile.write(CONTENT)


def error_404(handler: _Handler) -> None:
    handler.send_error(404)


def error_500(handler: _Handler) -> None:
    handler.send_error(500)
