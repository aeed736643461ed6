"""Grids and names of the Google robot's tasks, against the published protocol."""

import pytest

from simeval.envs import TASKS
from simeval.envs.simpler.drawer_scenes import DRAWER_SCENES, PLACE_SCENES
from simeval.envs.simpler.grasp_scenes import GRASP_SCENES
from simeval.envs.simpler.move_near_scenes import MOVE_NEAR_SCENES
from simeval.envs.simpler.object_names import spoken_name


def test_every_task_of_simpler_env_is_there() -> None:
    drawers = ("", "top_", "middle_", "bottom_")
    names = {
        *(f"google_robot_pick_{kind}coke_can" for kind in ("", "horizontal_", "vertical_")),
        "google_robot_pick_standing_coke_can",
        "google_robot_pick_object",
        *(f"google_robot_move_near{version}" for version in ("", "_v0", "_v1")),
        *(
            f"google_robot_{verb}_{drawer}drawer"
            for verb in ("open", "close")
            for drawer in drawers
        ),
        *(f"google_robot_place_in_closed_{drawer}drawer" for drawer in drawers),
        "google_robot_place_apple_in_closed_top_drawer",
    }
    assert {name for name in TASKS if name.startswith("google_robot")} == names
    assert len(names) + 4 == 25


@pytest.mark.parametrize(
    ("task", "episodes", "horizon"),
    [
        ("google_robot_pick_standing_coke_can", 25, 80),
        ("google_robot_pick_coke_can", 75, 80),
        ("google_robot_move_near_v0", 60, 80),
        ("google_robot_open_top_drawer", 9, 113),
        ("google_robot_close_drawer", 27, 113),
        ("google_robot_place_apple_in_closed_top_drawer", 27, 200),
    ],
)
def test_published_trials(task: str, episodes: int, horizon: int) -> None:
    assert TASKS[task].episode_count == episodes
    assert TASKS[task].horizon_steps == horizon


def test_the_coke_grid_runs_over_x_then_y() -> None:
    scene = GRASP_SCENES["google_robot_pick_horizontal_coke_can"]
    assert [scene.start(episode).xy for episode in (0, 1, 5, 24)] == [
        (-0.35, -0.02),
        (-0.35, 0.09),
        (-0.2925, -0.02),
        (-0.12, 0.42),
    ]
    assert {scene.start(episode).orientation for episode in range(25)} == {"lr_switch"}
    assert len({scene.start(episode).xy for episode in range(25)}) == 25


def test_move_near_episode_13() -> None:
    # Recorded: triplet 1, first pattern, "move 7up can near sponge".
    start = MOVE_NEAR_SCENES["google_robot_move_near_v0"].start(13)
    assert (start.source, start.target) == ("baked_opened_7up_can", "baked_sponge")
    assert [placed.xy for placed in start.objects] == [(-0.33, 0.04), (-0.33, 0.34), (-0.13, 0.19)]


def test_move_near_episodes_differ() -> None:
    scene = MOVE_NEAR_SCENES["google_robot_move_near_v1"]
    starts = {scene.start(episode) for episode in range(60)}
    assert len(starts) == 60
    pairs = {(start.source, start.target) for start in starts}
    # Five triplets with six roles; 7up and sponge, and orange and pepsi, stand in two of them.
    assert len(pairs) == 30 - 4


def test_drawer_episodes_are_the_nine_places() -> None:
    scene = DRAWER_SCENES["google_robot_open_bottom_drawer"]
    names = [scene.start(episode).place.name for episode in range(9)]
    assert names == ["a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1", "c2"]


def test_place_episodes_are_three_places_times_nine_positions() -> None:
    scene = PLACE_SCENES["google_robot_place_apple_in_closed_top_drawer"]
    starts = [scene.start(episode) for episode in range(27)]
    assert len({(start.place.name, start.xy) for start in starts}) == 27
    assert [starts[episode].xy for episode in (0, 1, 3)] == [
        (-0.08, -0.02),
        (-0.08, 0.03),
        (-0.05, -0.02),
    ]
    assert [starts[episode].place.name for episode in (0, 9, 18)] == ["a0", "b0", "c0"]


@pytest.mark.parametrize(
    ("model_id", "name"),
    [
        ("opened_coke_can", "coke can"),
        ("baked_opened_7up_can_v2", "7up can"),
        ("blue_plastic_bottle", "blue plastic bottle"),
        ("green_cube_3cm", "green cube"),
        ("bridge_spoon_generated_modified", "spoon"),
        ("baked_apple_v2", "apple"),
    ],
)
def test_spoken_names(model_id: str, name: str) -> None:
    assert spoken_name(model_id) == name
