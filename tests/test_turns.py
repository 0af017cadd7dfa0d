"""Turns come in the order of asking, are given back after errors, and hold nobody up for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest

from explorer import turns
from explorer.turns import Turns

PATIENCE_S = 30


def wait_until_asked(places: Turns, num: int) -> None:
    """Wait until as many threads wait for their turn."""
    while len(places._waiting) < num:
        pass


def test_turns_come_in_the_order_of_asking() -> None:
    places, order = Turns(1), list[int]()

    def ask(number: int) -> None:
        with places.turn():
            order.append(number)

    with places.turn():
        threads = [Thread(target=ask, args=(number,)) for number in range(4)]
        for number, thread in enumerate(threads):
            thread.start()
            wait_until_asked(places, number + 1)
        assert order == []
    for thread in threads:
        thread.join(PATIENCE_S)
    assert order == [0, 1, 2, 3]


@pytest.mark.parametrize(("num_places", "at_once"), [(1, 1), (2, 2), (0, 3)])
def test_as_many_run_at_once_as_there_are_places(num_places: int, at_once: int) -> None:
    places, may_end = Turns(num_places), Event()
    started = [Event() for _ in range(3)]

    def run(number: int) -> None:
        with places.turn():
            started[number].set()
            may_end.wait(PATIENCE_S)

    with ThreadPoolExecutor(3) as pool:
        for number in range(3):
            pool.submit(run, number)
        for each in started[:at_once]:
            assert each.wait(PATIENCE_S)
        assert not any(each.is_set() for each in started[at_once:])
        may_end.set()
    assert all(each.is_set() for each in started)


def test_an_error_gives_the_turn_back() -> None:
    places = Turns(1)
    with pytest.raises(ValueError, match="broken"), places.turn():
        raise ValueError("broken")
    assert places._free == 1


def test_who_has_a_turn_keeps_it() -> None:
    places = Turns(1)
    with places.turn(), places.turn():
        assert places._free == 0
    assert places._free == 1


def test_who_waits_elsewhere_lets_others_go_first() -> None:
    places, done = Turns(1), Event()

    def run() -> None:
        with places.turn():
            done.set()

    with places.turn():
        thread = Thread(target=run)
        thread.start()
        with places.elsewhere():
            assert done.wait(PATIENCE_S)
        assert places._free == 0
    thread.join(PATIENCE_S)
    assert places._free == 1


def test_without_a_turn_there_is_none_to_give_up() -> None:
    places = Turns(1)
    with places.elsewhere():
        assert places._free == 1


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.01)
    places, done, may_end = Turns(1), Event(), Event()

    def hang() -> None:
        with places.turn():
            done.set()
            may_end.wait(PATIENCE_S)

    thread = Thread(target=hang)
    thread.start()
    assert done.wait(PATIENCE_S)
    with places.turn():  # after its patience, without a place
        assert not places._waiting
    may_end.set()
    thread.join(PATIENCE_S)
    assert places._free == 1
