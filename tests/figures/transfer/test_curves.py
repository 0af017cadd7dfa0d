"""The curves of a head: the numbers that are drawn, their colours apart, and what they say."""

import pytest

from explorer.figures.transfer.curve_notes import curves_note, is_overfitting
from explorer.figures.transfer.curves import accuracy_curves, loss_curves
from explorer.transfer.trained import Epochs


def epochs_of(loss: list[float], validation: list[float], right: float = 0.5) -> Epochs:
    return Epochs(tuple(loss), (right,) * len(loss), tuple(validation), (right,) * len(validation))


def test_the_numbers_are_drawn() -> None:
    epochs = Epochs((2.0, 1.0), (0.25, 0.5), (1.5, 1.25), (0.5, 0.75))
    loss, accuracy = loss_curves(epochs, 30), accuracy_curves(epochs, 30)
    assert [(each.name, list(each.x), list(each.y)) for each in loss.data] == [
        ("training", [1, 2], [2.0, 1.0]),
        ("validation", [1, 2], [1.5, 1.25]),
    ]
    assert [list(each.y) for each in accuracy.data] == [[25, 50], [50, 75]]
    assert tuple(loss.layout.xaxis.range) == tuple(accuracy.layout.xaxis.range) == (0.5, 30.5)
    assert [each.layout.annotations[0].text for each in (loss, accuracy)] == [
        "Loss, nats",
        "Accuracy, %",
    ]


def names_of(epochs: Epochs) -> list[tuple[str, int, float, float]]:
    """The name beside each curve: its words, epoch, loss, and shift upwards in px."""
    found = loss_curves(epochs, 30).layout.annotations[1:]
    return [(each.text.split("</span> ")[1], each.x, each.y, each.yshift) for each in found]


def test_each_curve_has_its_name_at_its_end() -> None:
    apart = Epochs((2.0, 1.0), (0.25, 0.5), (1.5, 0.1), (0.5, 0.75))
    assert names_of(apart) == [("training", 2, 1.0, 0), ("validation", 2, 0.1, 0)]
    assert loss_curves(apart, 30).layout.showlegend is False


@pytest.mark.parametrize(("end", "expected"), [(0.5, "training"), (0.6, "validation")])
def test_names_of_curves_that_end_alike_stand_one_above_the_other(
    end: float, expected: str
) -> None:
    (upper, _, _, up), (_, _, _, down) = names_of(Epochs((9.0, 0.5), (0.5,) * 2, (9.0, end)))
    assert upper == expected
    assert up - down > 15  # px: the height of a letter of the figure's font


def test_names_of_curves_that_end_at_0_stand_above_the_numbers_of_the_axis() -> None:
    (*_, upper), (*_, lower) = names_of(Epochs((600.0, 0.0), (0.5,) * 2, (600.0, 0.0), (0.5,) * 2))
    assert lower >= 8  # px above the axis: half of what the letters take
    assert upper - lower > 15


def test_a_loss_that_is_not_a_number_has_no_name_and_leaves_the_axis() -> None:
    broken = Epochs((2.0, float("nan")), (0.5,) * 2, (2.0, 1.0), (0.5,) * 2)
    assert [name for name, *_ in names_of(broken)] == ["validation"]
    assert loss_curves(broken, 30).layout.yaxis.range[1] == pytest.approx(2.1)


FROM_900 = Epochs((900.0, 2.0, 0.5), (0.5,) * 3, (90.0, 1.0, 0.25), (0.5,) * 3)


def test_a_loss_that_falls_very_far_has_an_axis_of_powers_of_ten() -> None:
    figure = loss_curves(FROM_900, 30)
    axis = figure.layout.yaxis
    assert (axis.type, axis.dtick) == ("log", 1)
    low, high = (10**end for end in axis.range)
    assert 0.1 < low < 0.25
    assert 900 < high < 2000
    assert figure.layout.annotations[0].text == "Loss, nats; each step is 10 times"
    names = {name: 10**y for name, _epoch, y, _shift in names_of(FROM_900)}
    assert names == pytest.approx({"training": 0.5, "validation": 0.25})
    assert [list(each.y) for each in figure.data] == [[900.0, 2.0, 0.5], [90.0, 1.0, 0.25]]


def test_names_are_apart_on_such_an_axis_too() -> None:
    """0.5 and 0.49 are 0.4 % of 4 powers of ten apart, however large their ratio to 900 is."""
    alike = Epochs((900.0, 0.5), (0.5,) * 2, (900.0, 0.49), (0.5,) * 2)
    (_, _, _, up), (_, _, _, down) = names_of(alike)
    assert up - down > 15
    assert [shift for *_, shift in names_of(FROM_900)] == pytest.approx([0, 0], abs=6)


def test_a_loss_of_0_has_no_logarithm() -> None:
    ended = Epochs((900.0, 0.0), (0.5,) * 2, (900.0, 0.0), (0.5,) * 2)
    assert loss_curves(ended, 30).layout.yaxis.type != "log"


@pytest.mark.parametrize(("planned", "step"), [(1, 1), (2, 1), (10, 1), (11, None), (200, None)])
def test_no_half_epoch_is_numbered(planned: int, step: int | None) -> None:
    """From 11 epochs on, Plotly's own steps are whole: at most 10 fit."""
    for figure in (loss_curves(Epochs(), planned), accuracy_curves(Epochs(), planned)):
        assert figure.layout.xaxis.dtick == step


@pytest.mark.parametrize("planned", [1, 200])
def test_before_the_first_epoch_the_axes_are_there(planned: int) -> None:
    figure = loss_curves(Epochs(), planned)
    assert [list(each.x) for each in figure.data] == [[], []]
    assert figure.layout.yaxis.range[1] > 0


FALLING = [1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15]
READINGS = {
    "still falling": (epochs_of(FALLING, [1.1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]), "Still learn"),
    "rises again": (
        epochs_of(FALLING, [1.1, 0.7, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        "Overfitting since epoch 3",
    ),
    "rises with training": (
        epochs_of([1.0, 0.8, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1], [1.1, 0.7, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        "Up and down",
    ),
    "rises too little": (
        epochs_of(FALLING, [1.1, 0.7, 0.5, 0.51, 0.51, 0.51, 0.51, 0.51]),
        "It has settled",
    ),
    "grows": (epochs_of([1.0, 2.0, 4.0], [1.0, 2.0, 4.0]), "It does not learn"),
    "not a number": (epochs_of([1.0, float("nan")], [1.0, float("nan")]), "It does not learn"),
    "all right": (epochs_of(FALLING, [0.2] * 8, right=1.0), "All right from the start"),
    "one epoch": (epochs_of([1.0], [1.0]), "One epoch"),
    "one epoch, all right": (epochs_of([1.0], [0.0], right=1.0), "One epoch"),
    "no validation": (epochs_of([1.0, 0.5], []), "The loss of training fell."),
    "no validation, no fall": (epochs_of([1.0, 1.0], []), "did not fall"),
    "slowly down": (
        epochs_of([9.9 - n / 50 for n in range(200)], [9.9 - n / 50 for n in range(200)]),
        "Still learn",
    ),
    "hardly down": (
        epochs_of([1.4 - n / 1000 for n in range(30)], [1.4 - n / 1000 for n in range(30)]),
        "Hardly learning: in 30 epochs the loss of training was never 5 % lower",
    ),
    "nothing left to learn": (
        Epochs((0.01,) * 30, (1.0,) * 30, (0.3,) * 30, (0.9,) * 30),
        "It has settled: the loss of validation has changed little in the last 3 epochs",
    ),
    "all losses 0": (epochs_of([0.0, 0.0], [0.0, 0.0]), "It has settled"),
}


@pytest.mark.parametrize(("epochs", "expected"), READINGS.values(), ids=READINGS)
def test_the_reading(epochs: Epochs, expected: str) -> None:
    assert expected in curves_note(epochs, len(epochs), 100).replace("**", "")


def test_more_epochs_are_proposed_at_the_end_only() -> None:
    epochs = READINGS["still falling"][0]
    assert "More epochs may help" in curves_note(epochs, 8, 100)
    assert "More epochs" not in curves_note(epochs, 9, 100)


def test_hardly_learning_is_not_said_before_there_was_time() -> None:
    slow = epochs_of([1.4 - n / 1000 for n in range(9)], [1.4 - n / 1000 for n in range(9)])
    assert "Hardly learning" not in curves_note(slow, 30, 100)
    assert "Hardly learning" in curves_note(slow, 9, 100)


def test_overfitting_is_not_said_too_soon() -> None:
    assert not is_overfitting(epochs_of(FALLING[:6], [1.1, 0.5, 0.6, 0.7, 0.8, 0.9]))


def test_nothing_is_said_before_the_first_epoch() -> None:
    assert curves_note(Epochs(), 30, 10) == ""
