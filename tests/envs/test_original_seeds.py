"""Draws of the original, against what its published notebook printed and what traces recorded."""

import itertools

import numpy as np
import pytest

from simeval.envs.simpler.drawer_scenes import DRAWER_SCENES, PLACE_SCENES
from simeval.envs.simpler.grasp_scenes import GRASP_SCENES
from simeval.envs.simpler.move_near_scenes import MOVE_NEAR_SCENES
from simeval.envs.simpler.original_seeds import fresh_draws, pick, unseeded_reset_seeds

SEEDS = list(itertools.islice(unseeded_reset_seeds(), 10))


def test_seeds_of_unseeded_resets() -> None:
    # The chain of a new environment, whose constructor seeds with 2022.
    assert SEEDS[:4] == [40194941, 2089909345, 891525380, 2559782944]
    assert SEEDS[-2:] == [2388456982, 734899834]


def test_first_coke_can_of_the_published_notebook() -> None:
    start = GRASP_SCENES["google_robot_pick_coke_can"].drawn_start(SEEDS[0])
    assert start.orientation == "laid_vertically"
    np.testing.assert_allclose(start.xy, (-0.2381, 0.2247), atol=5e-5)


def test_first_episodes_of_move_near() -> None:
    scene = MOVE_NEAR_SCENES["google_robot_move_near"]
    drawn = [scene.drawn_episode(seed) for seed in SEEDS]
    assert drawn == [33, 4, 32, 16, 1, 49, 24, 22, 58, 43]


def test_first_episodes_of_the_widowx() -> None:
    drawn = [int(fresh_draws(seed).randint(24)) for seed in SEEDS]
    assert drawn == [1, 4, 0, 16, 1, 17, 2, 22, 18, 11]


@pytest.mark.parametrize(("seed", "place"), [(0, "b2"), (1, "b2"), (4, "c1")])
def test_places_that_the_traces_recorded(seed: int, place: str) -> None:
    start = DRAWER_SCENES["google_robot_open_middle_drawer"].drawn_start(seed)
    assert (start.drawer, start.place.name) == ("middle", place)


def test_apple_that_a_trace_recorded() -> None:
    start = PLACE_SCENES["google_robot_place_apple_in_closed_top_drawer"].drawn_start(1)
    assert (start.drawer, start.place.name, start.model_id) == ("top", "b0", "baked_apple_v2")
    np.testing.assert_allclose(start.xy, (-0.079, 0.072), atol=5e-4)


def test_a_single_item_costs_no_draw() -> None:
    draws = fresh_draws(7)
    assert pick(["only"], draws) == "only"
    assert draws.randint(1000) == fresh_draws(7).randint(1000)
