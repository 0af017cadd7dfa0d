"""Plain HTTP, as little of it as a visitor needs: one request for each connection."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

CHUNK = 2**16
COOKIE = re.compile(rb"_streamlit_xsrf=([^;\r\n]+)")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"http://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Response:
    """The status, such as 200, the raw header, and how many bytes followed it."""

    status: int
    header: bytes
    size: int


async def request(
    at: Address,
    method: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Response:
    """Send a request, read the whole response, and keep no more of it than its size.

    Args:
        at: The server.
        method: Such as "GET".
        path: The rest of the address.
        headers: On top of the usual ones.
        body: What to send.

    Raises:
        OSError: The connection failed.
    """
    lines = {
        "Host": f"{at.host}:{at.port}",
        "Connection": "close",
        "Content-Length": str(len(body)),
        **(headers or {}),
    }
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items())
    reader, writer = await asyncio.open_connection(at.host, at.port, limit=CHUNK * 4)
    try:
        writer.write(head.encode() + b"\r\n" + body)
        await writer.drain()
        header = await reader.readuntil(b"\r\n\r\n")
        size = 0
        while chunk := await reader.read(CHUNK):
            size += len(chunk)
    except asyncio.IncompleteReadError as error:
        raise ConnectionError(f"{method} {path}: the server sent no answer") from error
    finally:
        writer.close()
    return Response(int(header.split(b" ", 2)[1]), header, size)


async def xsrf_cookie(at: Address) -> str:
    """The token that an upload has to repeat; any page sets it."""
    found = COOKIE.search((await request(at, "GET", "/_stcore/host-config")).header)
    found = found or COOKIE.search((await request(at, "GET", "/_stcore/health")).header)
    return found.group(1).decode() if found else ""


async def put_file(at: Address, path: str, name: str, data: bytes, token: str) -> Response:
    """Upload a file as the browser does, as the only part of a form."""
    border = uuid4().hex
    opening = (
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = opening.encode() + data + f"\r\n--{border}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={border}",
        "Cookie": f"_streamlit_xsrf={token}",
        "X-Xsrftoken": token,
    }
    return await request(at, "PUT", path, headers, body)
