"""Waits until Streamlit has finished what it is doing."""

import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

from playwright.sync_api import Page, Request

IDLE_TIMEOUT_MS = 60_000
IDLE_FOR_MS = 250
LOOK_MS = 20

_arriving: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()
"""Pictures that a page has asked for and does not have yet."""

# Streamlit's front end shows its state in attributes. An old element is marked as stale, and a new
# one whose code is still loading shows a skeleton. Between a click and the run that follows, the
# page looks idle for a moment, hence the span of time. What is being unfolded moves for half a
# second; a click may miss it. Movements without an end, such as that of a clock, do not count.
IDLE_SINCE = """
(idleFor) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const moves = document.getAnimations().some((movement) =>
        movement.playState === 'running' &&
        movement.effect?.getComputedTiming().endTime !== Infinity);
    const idle =
        app !== null &&
        !moves &&
        app.getAttribute('data-test-connection-state') === 'CONNECTED' &&
        app.getAttribute('data-test-script-state') === 'notRunning' &&
        document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]') === null;
    if (!idle) {
        window.__idleSince = undefined;
        return false;
    }
    window.__idleSince ??= performance.now();
    return performance.now() - window.__idleSince >= idleFor;
}
"""


def watch_pictures(page: Page) -> None:
    """From now on, `wait_idle` waits for the pictures of a page too.

    The server drops a page's pictures when its visitor goes on: who does so before they have
    arrived gets 404 for them.
    """
    arriving = _arriving[page] = set()

    def begin(request: Request) -> None:
        if request.resource_type == "image":
            arriving.add(request)

    def end(request: Request) -> None:
        arriving.discard(request)

    page.on("request", begin)
    page.on("requestfinished", end)
    page.on("requestfailed", end)


def wait_idle(page: Page, timeout_ms: int = IDLE_TIMEOUT_MS) -> None:
    """Returns when the page has been connected and idle for a quarter of a second.

    After a click, expect the text that must appear first: until the server answers, the page is
    still idle.

    Args:
        page: a page of the app.
        timeout_ms: how long to wait, in ms.

    Raises:
        playwright.sync_api.TimeoutError: the page was not idle in time.
        TimeoutError: a picture has not arrived in time.
    """
    page.evaluate("window.__idleSince = undefined")
    page.wait_for_function(IDLE_SINCE, arg=IDLE_FOR_MS, timeout=timeout_ms)
    deadline = time.monotonic() + timeout_ms / 1000
    while arriving := _arriving.get(page):
        if time.monotonic() > deadline:
            raise TimeoutError(f"These do not arrive: {sorted(each.url for each in arriving)}")
        page.wait_for_timeout(LOOK_MS)


def wait_until(
    page: Page, condition: Callable[[], bool], patience_s: float = IDLE_TIMEOUT_MS / 1000
) -> None:
    """Returns when the page is idle and a condition on several of its parts holds.

    Args:
        page: a page of the app.
        condition: checked each time the page is idle.
        patience_s: how long to wait, in s.

    Raises:
        TimeoutError: it never held.
    """
    deadline = time.monotonic() + patience_s
    wait_idle(page)
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"It does not hold after {patience_s} s: {condition.__name__}")
        wait_idle(page)
