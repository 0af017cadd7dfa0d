"""Numbers as people read them."""

import pytest

from explorer import units


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0"), (999, "999"), (138_357_544, "138,357,544"), (-1_500, "-1,500"), (None, "?")],
)
def test_count(number: int | None, expected: str) -> None:
    assert units.count(number) == expected


@pytest.mark.parametrize(
    ("number", "digits", "expected"),
    [
        (0, 1, "0"),
        (640, 1, "640"),
        (999, 1, "999"),
        (1_000, 1, "1.0 k"),
        (1_792, 1, "1.8 k"),
        (999_949, 1, "999.9 k"),
        (999_950, 1, "1.0 M"),  # not rounded to 1,000.0 k
        (999_950, 2, "999.95 k"),
        (950_000_000, 1, "950.0 M"),
        (138_357_544, 1, "138.4 M"),
        (138_357_544, 0, "138 M"),
        (15_470_264_320, 2, "15.47 G"),
        (1_234_567_890_123, 1, "1,235 G"),
        (999_960_000_000, 1, "1,000 G"),
        (-138_357_544, 1, "-138.4 M"),
    ],
)
def test_short(number: int, digits: int, expected: str) -> None:
    assert units.short(number, digits) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0 MACs"),
        (1, "1 MAC"),
        (27, "27 MACs"),
        (2_160, "2.16 kMACs"),
        (86_704_128, "86.70 MMACs"),
        (15_470_264_320, "15.47 GMACs"),
        (756_464_000_000_000, "756,464 GMACs"),
    ],
)
def test_macs(number: int, expected: str) -> None:
    assert units.macs(number) == expected


@pytest.mark.parametrize(
    ("num_bytes", "expected"),
    [
        (0, "0 B"),
        (1_023, "1023 B"),
        (1_024, "1.0 KiB"),
        (1_048_575, "1.0 MiB"),
        (60_950_432, "58.1 MiB"),
        (4 * 138_357_544, "527.8 MiB"),
        (5 * 2**30, "5.0 GiB"),
        (2**40, "1,024 GiB"),
    ],
)
def test_memory(num_bytes: int, expected: str) -> None:
    assert units.memory(num_bytes) == expected


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((224, 160, 64), "224×160×64"), ((25_088,), "25,088"), ((1, 1, 4096), "1×1×4,096")],
)
def test_size(shape: tuple[int, ...], expected: str) -> None:
    assert units.size(shape) == expected


@pytest.mark.parametrize(
    ("share", "digits", "expected"),
    [
        (0.7428, 1, "74.3 %"),
        (0.81481, 2, "81.48 %"),
        (0, 1, "0 %"),
        (0.0, 2, "0 %"),
        (1 / 138_357_544, 1, "less than 0.1 %"),
        (0.000499, 1, "less than 0.1 %"),
        (0.0004, 2, "0.04 %"),
        (0.004, 0, "less than 1 %"),
        (0.0006, 1, "0.1 %"),
        (0.9994, 1, "99.9 %"),
        (0.9996, 1, "more than 99.9 %"),
        (1 - 1 / 138_357_544, 1, "more than 99.9 %"),
        (0.9996, 0, "more than 99 %"),
        (0.9996, 2, "99.96 %"),
        (1, 0, "100 %"),
        (1.0, 1, "100 %"),
        (1.0004, 1, "more than 100.0 %"),
        (12.5, 1, "1,250.0 %"),
        (float("inf"), 1, "?"),
        (float("nan"), 1, "?"),
    ],
)
def test_only_nothing_is_0_percent_and_only_all_is_100(
    share: float, digits: int, expected: str
) -> None:
    assert units.percent(share, digits) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.3889, "+38.9 %"),
        (-0.28, "−28.0 %"),
        (56.363, "+5,636.3 %"),
        (0, "0 %"),
        (-0.0, "0 %"),
        (0.0006, "+0.1 %"),
        (0.000343, "+0.034 %"),
        (-0.00002, "−0.0020 %"),
        (-0.9992, "−99.9 %"),
        (-0.99997, "−99.9970 %"),
        (-1, "−100 %"),
        (1, "+100 %"),
    ],
)
def test_a_change_is_never_rounded_to_nothing_or_to_all(share: float, expected: str) -> None:
    assert units.percent_change(share) == expected
    assert units.change_size(share) == expected.lstrip("+−")


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((56, 74), "56×74 units"), ((1, 1), "1×1 unit"), ((1,), "1 unit"), ((2, 1), "2×1 units")],
)
def test_a_shape_of_one_is_singular(shape: tuple[int, ...], expected: str) -> None:
    assert units.sized(shape, "unit") == expected


@pytest.mark.parametrize(("number", "expected"), [(212, "212 px"), (1_763, "1,763 px")])
def test_pixels(number: int, expected: str) -> None:
    assert units.pixels(number) == expected


@pytest.mark.parametrize(
    ("num_bytes", "expected"), [(58_889_256, "58.9 MB"), (553_467_096, "553.5 MB"), (0, "0.0 MB")]
)
def test_megabytes(num_bytes: int, expected: str) -> None:
    assert units.megabytes(num_bytes) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0"),
        (0.083123, "0.0831"),
        (12.345, "12.3"),
        (99.96, "100"),
        (100.4, "100"),
        (1_234.5, "1,234"),
        (-0.25, "−0.25"),
        (-1_500.2, "−1,500"),
        (-0.0, "0"),
    ],
)
def test_three_digits(number: float, expected: str) -> None:
    assert units.three_digits(number) == expected
