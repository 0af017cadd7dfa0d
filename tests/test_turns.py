"""Turns come in the order of asking, are given back after errors, and hold nobody up for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest

from explorer import turns
from explorer.turns import FairPlaces, Turns

PATIENCE_S = 30


def wait_until_asked(places: Turns, num: int) -> None:
    """Wait until as many threads wait for their turn."""
    while places._places.num_waiting < num:
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
    assert places._places.num_free == 1


def test_who_has_a_turn_keeps_it() -> None:
    places = Turns(1)
    with places.turn(), places.turn():
        assert places._places.num_free == 0
    assert places._places.num_free == 1


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
        assert places._places.num_free == 0
    thread.join(PATIENCE_S)
    assert places._places.num_free == 1


def test_without_a_turn_there_is_none_to_give_up() -> None:
    places = Turns(1)
    with places.elsewhere():
        assert places._places.num_free == 1


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
        assert not places._places.num_waiting
    may_end.set()
    thread.join(PATIENCE_S)
    assert places._places.num_free == 1


def test_a_place_is_left_by_who_has_one_only() -> None:
    places = FairPlaces(2)
    with places, places:
        assert not places.acquire(timeout=0)
    with pytest.raises(ValueError, match="a place that nobody has"):
        places.release()
    assert places.num_free == 2


def test_who_leaves_and_asks_again_at_once_comes_after_those_who_wait() -> None:
    """Python's own locks let the first thread go on and on."""
    places, order, has_begun = FairPlaces(), list[str](), Event()

    def step(name: str) -> None:
        for _ in range(3):
            with places:
                order.append(name)
                has_begun.set()
                while places.num_waiting == 0 and len(order) < 6:
                    pass  # the other one asks meanwhile

    threads = [Thread(target=step, args=(name,)) for name in ("passes", "long work")]
    threads[0].start()
    assert has_begun.wait(PATIENCE_S)
    threads[1].start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert order == ["passes", "long work"] * 3
