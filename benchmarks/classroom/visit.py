"""A visitor without a browser: it speaks Streamlit's protocol, and notes how long it waits."""

import asyncio
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs, FileURLsResponse, UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin, Subprotocol

from benchmarks.classroom.answer import Answer
from benchmarks.classroom.web import Address, put_file, request, xsrf_cookie
from benchmarks.classroom.widgets import Part, Widgets, moved, read_part, triggered

LONGEST_WAIT = 600
"""Seconds after which a visitor gives up."""

KEPT_RUNS = 2
"""Runs for which a browser keeps a large message, so that the server need not send it again."""

HTTP_OK = 300
"""Status codes below mean success."""


class VisitFailed(Exception):  # noqa: N818 -- it says what happened
    """The visit cannot go on: the connection was lost, or no answer came."""


class Visit:
    """A visitor's connection to the app, and what it knows of the page that it shows.

    Attributes:
        widgets: What can be moved on the page.
        address: What the browser shows behind the question mark of the page's address.
        hear: Called with each text that the page shows.
    """

    def __init__(self, at: Address) -> None:
        self.widgets = Widgets()
        self._at = at
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._answer: Answer | None = None
        self._files: dict[str, asyncio.Future[FileURLs]] = {}
        self._kept: dict[str, tuple[Part, int]] = {}
        self._run_number = 0
        self._shown: set[str] = set()
        self._pages: dict[str, str] = {}
        self._page = self._session = self._token = self.address = ""
        self._problem = ""
        self.hear: Callable[[str], None] = lambda said: None

    # --- what a visitor does -----------------------------------------------------------------

    async def open(self, page: str, address: str = "") -> Answer:
        """Come to a page by its address, such as "activations"."""
        answer = self._begin_answer("")
        try:
            self._token = await xsrf_cookie(self._at)
            self._socket = await connect(
                f"ws://{self._at.host}:{self._at.port}/_stcore/stream",
                origin=Origin(str(self._at)),
                subprotocols=[Subprotocol("streamlit")],
                compression=None,
                max_size=None,
                ping_interval=None,  # the server asks; a second question would only cost
                open_timeout=LONGEST_WAIT,
            )
        except (OSError, WebSocketException) as error:
            raise VisitFailed(f"no connection: {error!r}") from error
        self._listening = asyncio.create_task(self._listen(self._socket))
        self.address = address
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = address
        return await self._ask(message, answer)

    async def choose(self, name: str, value: object) -> Answer:
        """Move a widget, named by its key or by how its label begins."""
        widget = self.widgets.find(name)
        return await self._click(moved(widget, value), widget.fragment)

    async def press(self, name: str) -> Answer:
        """Press a button, named by its key or by how its label begins."""
        widget = self.widgets.find(name)
        return await self._once(moved(widget, True), widget.fragment)

    async def trigger(self, component: str, event: str, value: object) -> Answer:
        """Do something in one of the app's own components that stands in no part of the page."""
        return await self._once(triggered(self.widgets.component(component), event, value))

    async def go(self, page: str) -> Answer:
        """Choose another page from the menu."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self._pages[page]
        return await self._ask(self._with_states(message), self._begin_answer(""))

    async def upload(self, name: str, photo: bytes) -> Answer:
        """Put a photo into the uploader that ``name`` names; the sending is part of the wait."""
        widget = self.widgets.find(name)
        answer = self._begin_answer(widget.fragment)
        urls = await self._place_for_file("photo.jpg")
        response = await put_file(self._at, urls.upload_url, "photo.jpg", photo, self._token)
        if response.status >= HTTP_OK:
            raise VisitFailed(f"the upload was refused with status {response.status}")
        info = UploadedFileInfo(
            file_id=urls.file_id, name="photo.jpg", size=len(photo), file_urls=urls
        )
        return await self._click(moved(widget, info), widget.fragment, answer)

    async def again(self) -> Answer:
        """Run the page once more, as it is."""
        message = BackMsg()
        message.rerun_script.query_string = self.address
        message.rerun_script.page_script_hash = self._page
        return await self._ask(self._with_states(message), self._begin_answer(""))

    async def leave(self) -> None:
        """Close the window."""
        for task in (*self._timers.values(), self._listening):
            if task is not None:
                task.cancel()
        if self._socket is not None:
            await self._socket.close()

    # --- what is sent ------------------------------------------------------------------------

    def _begin_answer(self, fragment: str) -> Answer:
        self._answer = Answer(time.monotonic(), fragment)
        return self._answer

    async def _once(self, state: WidgetState, fragment: str = "") -> Answer:
        """Send a state that is not kept."""
        message = BackMsg()
        message.rerun_script.query_string = self.address
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.fragment_id = fragment
        message = self._with_states(message)
        message.rerun_script.widget_states.widgets.append(state)
        return await self._ask(message, self._begin_answer(fragment))

    async def _click(
        self, state: WidgetState, fragment: str, answer: Answer | None = None
    ) -> Answer:
        answer = answer or self._begin_answer(fragment)
        self.widgets.put(state)
        message = BackMsg()
        message.rerun_script.query_string = self.address
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.fragment_id = fragment
        return await self._ask(self._with_states(message), answer)

    def _with_states(self, message: BackMsg) -> BackMsg:
        message.rerun_script.widget_states.widgets.extend(self.widgets.states())
        message.rerun_script.cached_message_hashes.extend(self._kept)
        return message

    async def _ask(self, message: BackMsg, answer: Answer) -> Answer:
        await self._send(message)
        try:
            await asyncio.wait_for(answer.done.wait(), LONGEST_WAIT)
        except TimeoutError as error:
            raise VisitFailed(f"no answer in {LONGEST_WAIT} s") from error
        if self._problem:
            raise VisitFailed(self._problem)
        await self._look(answer)
        answer.end = time.monotonic()
        return answer

    async def _send(self, message: BackMsg) -> None:
        if self._socket is None:
            raise VisitFailed("not connected")
        try:
            await self._socket.send(message.SerializeToString())
        except ConnectionClosed as error:
            raise VisitFailed(f"the connection was lost: {error}") from error

    async def _look(self, answer: Answer) -> None:
        """Fetch the pictures that were not shown before, as a browser does."""
        new = sorted(answer.pictures - self._shown)
        try:
            responses = await asyncio.gather(*(request(self._at, "GET", each) for each in new))
        except OSError as error:
            answer.errors.add(f"a picture did not come: {error!r}")
            return
        for path, response in zip(new, responses, strict=True):
            answer.size += response.size
            if response.status >= HTTP_OK:
                answer.errors.add(f"a picture did not come: status {response.status}")
            self._shown.add(path)

    async def _place_for_file(self, name: str) -> FileURLs:
        request_id = uuid4().hex
        reply = self._files[request_id] = asyncio.get_running_loop().create_future()
        message = BackMsg()
        message.file_urls_request.request_id = request_id
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self._session
        await self._send(message)
        await asyncio.wait([reply], timeout=LONGEST_WAIT)
        if not reply.done() or reply.cancelled():
            raise VisitFailed(self._problem or f"no place for a file in {LONGEST_WAIT} s")
        urls: FileURLs = reply.result()
        return urls

    # --- what is received --------------------------------------------------------------------

    async def _listen(self, socket: ClientConnection) -> None:
        message = ForwardMsg()
        try:
            async for raw in socket:
                message.ParseFromString(raw)
                if self._answer is not None:
                    self._answer.size += len(raw)
                self._take(message)
            self._problem = "the server closed the connection"
        except ConnectionClosed as error:
            self._problem = f"the connection was lost: {error}"
        except Exception as error:  # a visitor who listens no more must say why
            self._problem = f"the visitor failed: {error!r}"
        if self._answer is not None:
            self._answer.done.set()
        for reply in self._files.values():
            reply.cancel()

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "delta":
                self._draw(self._read(message))
            case "ref_hash":
                part, _ = self._kept.get(message.ref_hash, (Part(), 0))
                self._kept[message.ref_hash] = part, self._run_number
                self._draw(part)
            case "new_session":
                self._begin_run(message)
            case "script_finished":
                self._end_run(message)
            case "page_info_changed":
                self.address = message.page_info_changed.query_string
            case "navigation":
                self._page = message.navigation.page_script_hash
                self._pages = {
                    page.url_pathname: page.page_script_hash
                    for page in message.navigation.app_pages
                }
            case "file_urls_response":
                self._give_place(message.file_urls_response)
            case "auto_rerun":
                self._start_timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                self._stop_timers(message.stop_auto_rerun.fragment_ids)

    def _read(self, message: ForwardMsg) -> Part:
        part = read_part(message)
        if message.metadata.cacheable:
            self._kept[message.hash] = part, self._run_number
        return part

    def _draw(self, part: Part) -> None:
        self.widgets.take(part)
        if part.said:
            self.hear(part.said)
        if self._answer is not None:
            self._answer.note(part)

    def _begin_run(self, message: ForwardMsg) -> None:
        new = message.new_session
        self._page = new.page_script_hash
        self._session = new.initialize.session_id or self._session
        self.widgets.begin_run()
        run = message.metadata.run
        if not run.fragment_ids:
            self._stop_timers(list(self._timers))
        if self._answer is not None and not self._answer.done.is_set():
            asked = self._answer.fragment
            if not run.fragment_ids or asked in run.fragment_ids:
                self._answer.runs.add(run.script_run_id)

    def _end_run(self, message: ForwardMsg) -> None:
        """Complete the answer, unless another run follows at once or this was another's run."""
        if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return
        run = message.metadata.run
        self.widgets.end_run(run.fragment_ids)
        if not run.fragment_ids:
            self._run_number += 1
            self._forget_old_messages()
        if self._answer is not None and run.script_run_id in self._answer.runs:
            self._answer.done.set()

    def _forget_old_messages(self) -> None:
        oldest = self._run_number - KEPT_RUNS
        self._kept = {name: kept for name, kept in self._kept.items() if kept[1] >= oldest}

    def _give_place(self, response: FileURLsResponse) -> None:
        reply = self._files.pop(response.response_id, None)
        if reply is not None and not reply.done():
            urls = FileURLs()
            urls.CopyFrom(response.file_urls[0])
            reply.set_result(urls)

    # --- parts of the page that run again by themselves ----------------------------------------

    def _start_timer(self, fragment: str, interval: float) -> None:
        self._stop_timers([fragment])
        self._timers[fragment] = asyncio.create_task(self._repeat(fragment, interval))

    def _stop_timers(self, fragments: Sequence[str]) -> None:
        for fragment in fragments:
            if timer := self._timers.pop(fragment, None):
                timer.cancel()

    async def _repeat(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            message = BackMsg()
            message.rerun_script.query_string = self.address
            message.rerun_script.page_script_hash = self._page
            message.rerun_script.fragment_id = fragment
            message.rerun_script.is_auto_rerun = True
            await self._send(self._with_states(message))
