"""Paths, spreads and sizes in words and tables, against published numbers and cases by hand."""

from math import sqrt

import pytest

from explorer.architecture.fields.profiles import KernelWeights, by_depth, kernels, profile
from explorer.architecture.fields.random_networks import random_profile
from explorer.architecture.layers import Conv2D, Layer, MaxPool2D
from explorer.architecture.networks import PRESETS
from explorer.architecture.shapes import Window
from explorer.architecture.stacks.stacks import windows_of
from explorer.figures.fields.profile_notes import (
    depth_notes,
    field_facts,
    gap_notes,
    layers_note,
    profile_spread_notes,
    relu_notes,
    spread_profiles,
    stacks_table,
    weights_profiles,
)
from tests.architecture import published
from tests.architecture.published import Stack

stacks = pytest.mark.parametrize("stack", published.STACKS, ids=lambda s: f"{s.repeats} x 3x3")
MIXED = (Window(3), Window(2, 2), Window(3, dilation=2))
MIXED_LAYERS = (Conv2D("conv1", 1, 3), MaxPool2D("pool"), Conv2D("conv2", 1, 3, dilation=2))


class TestStacks:
    def test_the_table_has_the_published_paths_and_spreads(self) -> None:
        table = stacks_table()
        assert table["Paths to each pixel of the field"][1:] == [
            ", ".join(map(str, stack.paths)) for stack in published.STACKS
        ]
        for column, expected in (
            ("Deviation of the stack, px", [s.deviation_stack for s in published.STACKS]),
            ("Deviation of the kernel, px", [s.deviation_one for s in published.STACKS]),
        ):
            assert [float(cell) for cell in table[column][1:]] == expected

    def test_only_two_make_a_triangle(self) -> None:
        assert stacks_table()["Shape"] == ["rectangle", "triangle", "bell", "bell", "bell"]
        assert stacks_table()["Stack"][2] == "three 3×3"
        assert stacks_table()["Single kernel"][2] == "one 7×7"

    @stacks
    def test_sentences_have_the_published_spreads(self, stack: Stack) -> None:
        one, several, both, _ = profile_spread_notes(stack.repeats)
        assert one.startswith(f"One {stack.kernel_size}×{stack.kernel_size}, all weights equal")
        assert one.endswith(f"= {stack.deviation_one:.4f} px.")
        assert several.endswith(f"= {stack.deviation_stack:.4f} px.")
        assert both.startswith(f"Both see {stack.kernel_size} px.")

    def test_fractions_are_exact(self) -> None:
        one, several, both, _ = profile_spread_notes(4)
        assert "variance (9² − 1) / 12 = 20/3 px², standard deviation √(20/3)" in one
        assert "together 4 × 2/3 = 8/3 px²; standard deviation √(8/3)" in several
        assert "The stack has 2/5 of the variance" in both

    def test_one_layer_equals_its_stack(self) -> None:
        one, both, dense = profile_spread_notes(1)
        assert "variance (3² − 1) / 12 = 2/3 px²" in one
        assert both == "With one layer, the kernel and the stack are the same."
        assert "drawn here as 7 px" in dense
        assert set(spread_profiles(1)) == {"one 3×3", "a dense layer on 7 px"}

    def test_profiles_are_a_rectangle_a_triangle_and_a_constant(self) -> None:
        found = spread_profiles(2)
        assert list(found) == ["one 5×5", "two 3×3", "a dense layer on 11 px"]
        assert found["one 5×5"] == pytest.approx([0.2] * 5)
        assert found["two 3×3"] * 9 == pytest.approx([1, 2, 3, 2, 1])
        assert found["a dense layer on 11 px"] == pytest.approx([1 / 11] * 11)


class TestAnyLayers:
    def test_the_spread_is_a_sum_of_fractions(self) -> None:
        note = layers_note(MIXED, kernels(MIXED_LAYERS, "uniform"))
        assert "2/3 + 1/4 + 32/3 = 139/12 px²" in note
        assert note.endswith(f"√(139/12) = {sqrt(139 / 12):.4f} px.")

    def test_weights_drawn_at_random_have_decimals(self) -> None:
        note = layers_note(MIXED, kernels(MIXED_LAYERS, "random", 5))
        assert "/" not in note
        assert "together " in note

    def test_a_long_sum_is_counted(self) -> None:
        assert "30 terms = 20 px²" in layers_note([Window(3)] * 30, [(1.0, 1.0, 1.0)] * 30)

    def test_vgg16(self) -> None:
        layers = PRESETS["vgg16"].layers
        windows = windows_of(layers)
        assert "= 9167/12 px²" in layers_note(windows, kernels(layers, "uniform"))
        facts = field_facts(windows, profile(windows))
        assert facts["Theoretical field"] == "212 px"
        assert facts["Standard deviation"] == "27.64 px"

    def test_an_effective_field_is_a_part_of_the_theoretical_one(self) -> None:
        windows = [Window(3)] * 5
        shares = profile(windows)  # of 243: 1 5 15 30 45 51 ..., and 51 * 4.55 % is 2.3
        assert field_facts(windows, shares) == {
            "Theoretical field": "11 px",
            "Effective field": "9 px",
            "Share of the field": "81.8 %",
            "Standard deviation": "1.826 px",
        }

    def test_gaps_are_mentioned(self) -> None:
        (note,) = gap_notes(profile([Window(3, dilation=4)]))
        assert note.startswith("The 3 px that count are spread over 9 px, with gaps")
        assert list(gap_notes(profile([Window(3), Window(3)]))) == []

    def test_a_gap_that_a_small_weight_leaves_has_no_other_cause(self) -> None:
        (note,) = gap_notes(profile([Window(5)], [(0.9, 0.02, 0.5, 0.7, 0.6)]))
        assert note == "The 4 px that count are spread over 5 px, with gaps between them."

    def test_one_layer_is_no_sum(self) -> None:
        assert "so far)²: 2/3 px²." in layers_note([Window(3)], [(1.0, 1.0, 1.0)])

    @pytest.mark.parametrize(
        ("kind", "names"),
        [
            ("uniform", ["one kernel", "uniform weights"]),
            ("binomial", ["one kernel", "uniform weights", "binomial weights"]),
        ],
    )
    def test_profiles_by_weights(self, kind: str, names: list[str]) -> None:
        windows = (Window(3), Window(3))
        layers = (Conv2D("conv1", 1, 3), Conv2D("conv2", 1, 3))
        weights: tuple[KernelWeights, ...] = kernels(layers, kind)  # type: ignore[arg-type]
        found = weights_profiles(windows, weights, kind)  # type: ignore[arg-type]
        assert list(found) == names
        assert found["one kernel"] == pytest.approx([0.2] * 5)
        if kind == "binomial":
            assert found["binomial weights"] * 16 == pytest.approx([1, 4, 6, 4, 1])


def test_four_times_the_depth_doubles_the_effective_field() -> None:
    theoretical, effective, definition = depth_notes(by_depth(3, range(1, 101)), 3)
    assert "From 25 to 100 layers it grows from 51 px to 201 px, times 3.94." in theoretical
    assert "from 21 px to 41 px, times 1.95" in effective
    assert "at least 4.55 % of the largest" in definition


class TestRandomNetworks:
    @staticmethod
    def notes(layers: tuple[Layer, ...], seed: int = 0) -> list[str]:
        linear, relu = (random_profile(layers, kind, num_draws=50) for kind in ("linear", "relu"))
        one = random_profile(layers, "relu", num_draws=1, seed=seed)
        return list(relu_notes(layers, profile(windows_of(layers)), linear, relu, one))

    def test_without_a_convolution_nothing_is_drawn(self) -> None:
        (note,) = self.notes((MaxPool2D("pool", 3, 2),))
        assert note == "No layer here has weights to draw, so all four profiles are the same."

    def test_relu_changes_nothing_after_the_only_convolution(self) -> None:
        assert "both means are the same" in " ".join(
            self.notes((Conv2D("conv", 1, 3), MaxPool2D("pool")))
        )

    def test_several_convolutions_have_wider_profiles(self) -> None:
        spreads, decides, wider = self.notes(tuple(Conv2D(f"conv{n}", 1, 3) for n in range(4)))
        assert spreads.startswith("Standard deviation: 1.633 px with uniform weights;")  # √(8/3)
        assert decides.startswith("For one network and one input, ReLU decides")
        assert wider.endswith("so that profile is wider than that of uniform weights.")

    def test_one_pixel_is_never_wider(self) -> None:
        assert not any("wider" in note for note in self.notes((Conv2D("conv", 1, 1),)))

    def test_a_network_with_every_path_closed(self) -> None:
        layers = (Conv2D("conv1", 1, 1), Conv2D("conv2", 1, 1))
        alone = profile(windows_of(layers))
        spreads, closed = relu_notes(layers, alone, alone, alone, 0 * alone)
        assert spreads.endswith("? for the one network.")
        assert closed.startswith("In the one network drawn here, ReLUs close every path")
