"""What is worked out once: for equal arguments, within a bound, for threads that ask at once."""

import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest

from explorer.arrays import Float32Array
from explorer.kept import forget_all, kept, num_bytes
from explorer.observed import Picture, picture_of

PATIENCE_S = 30
MIB = 2**20


@dataclass(frozen=True)
class Pair:
    """A record that holds an array, and is compared by its name."""

    name: str
    values: Float32Array = field(compare=False)


def zeros(num: int) -> Float32Array:
    return np.zeros(num, np.float32)


def test_equal_arguments_share_one_result() -> None:
    asked = []

    @kept(results=2)
    def total(pair: Pair, *, times: int = 1) -> float:
        asked.append(pair.name)
        return times * float(pair.values.sum())

    assert total(Pair("a", zeros(3) + 1)) == 3
    assert total(Pair("a", zeros(3) + 1)) == 3
    assert total(Pair("a", zeros(3) + 1), times=2) == 6
    assert asked == ["a", "a"]


def test_the_oldest_result_goes_first() -> None:
    asked = []

    @kept(results=2)
    def twice(number: int) -> int:
        asked.append(number)
        return 2 * number

    for number in (1, 2, 1, 3, 1, 2):
        twice(number)
    assert asked == [1, 2, 3, 2]


def test_results_stay_within_their_bytes() -> None:
    asked = []

    @kept(mib=1)
    def values(mib: float) -> Float32Array:
        asked.append(mib)
        return zeros(int(mib * MIB) // 4)

    for mib in (0.4, 0.5, 0.4, 0.3, 0.5, 2.0, 2.0):
        assert values(mib).nbytes == int(mib * MIB) // 4 * 4
    assert asked == [0.4, 0.5, 0.3, 0.5, 2.0, 2.0]


def test_pixels_do_not_stay_with_a_result() -> None:
    @kept(results=8)
    def height(picture: Picture) -> int:
        return picture.size[0]

    pixels = np.zeros((3, 5, 3), np.uint8)
    is_there = weakref.ref(pixels)
    assert height(picture_of(pixels)) == 3
    del pixels
    assert is_there() is None
    assert height(picture_of(np.zeros((3, 5, 3), np.uint8))) == 3
    assert height(picture_of(np.zeros((5, 3, 3), np.uint8))) == 5


def test_an_error_is_not_kept() -> None:
    asked = []

    @kept()
    def fails(text: str) -> str:
        asked.append(text)
        raise ValueError(f"{text} fails")

    for _ in range(2):
        with pytest.raises(ValueError, match="it fails"):
            fails("it")
    assert asked == ["it", "it"]


def test_all_is_forgotten() -> None:
    asked = []

    @kept()
    def note(text: str) -> str:
        asked.append(text)
        return text

    note("a")
    forget_all()
    note("a")
    assert asked == ["a", "a"]


def test_threads_that_ask_at_once_share_one_computation() -> None:
    asked, may_end = [], threading.Event()

    @kept()
    def slow(text: str) -> str:
        asked.append(text)
        assert may_end.wait(PATIENCE_S)
        return text.upper()

    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(slow, "a") for _ in range(4)]
        may_end.set()
        assert [answer.result(PATIENCE_S) for answer in answers] == ["A"] * 4
    assert asked == ["a"]


@pytest.mark.parametrize(
    ("value", "least"),
    [
        (zeros(250), 1000),
        (b"x" * 1000, 1000),
        ("x" * 1000, 1000),
        ((zeros(250), [zeros(250)]), 2000),
        ({"a": zeros(250), "b": b"x" * 500}, 1500),
        (Pair("a", zeros(250)), 1000),
        (None, 0),
    ],
    ids=["array", "bytes", "text", "sequences", "mapping", "record", "nothing"],
)
def test_how_much_a_value_takes(value: object, least: int) -> None:
    assert least <= num_bytes(value) <= least + 500
