"""The initial-condition grids against the published loops."""

import math

import pytest

from simeval.envs import TASKS
from simeval.envs.simpler.put_on_scenes import PUT_ON_SCENES


@pytest.mark.parametrize("task", sorted(PUT_ON_SCENES))
def test_every_grid_has_24_distinct_episodes(task: str) -> None:
    scene = PUT_ON_SCENES[task]
    assert scene.episode_count == TASKS[task].episode_count == 24
    assert len({scene.initial_condition(episode) for episode in range(24)}) == 24


def test_spoon_and_carrot_run_through_ordered_corner_pairs_and_two_headings() -> None:
    corners = [(-0.235, -0.075), (-0.235, 0.075), (-0.085, -0.075), (-0.085, 0.075)]
    pairs = ["01", "02", "03", "10", "12", "13", "20", "21", "23", "30", "31", "32"]
    for task, yaws in [("spoon_on_towel", [0, 90]), ("carrot_on_plate", [180, -90])]:
        scene = PUT_ON_SCENES[f"widowx_{task}"]
        for episode in range(24):
            start = scene.initial_condition(episode)
            source, target = (corners[int(digit)] for digit in pairs[episode // 2])
            assert start.source_xy == pytest.approx(source)
            assert start.target_xy == pytest.approx(target)
            half = math.radians(yaws[episode % 2]) / 2
            assert start.source_quat == pytest.approx((math.cos(half), 0, 0, math.sin(half)))


def test_cubes_stand_on_a_small_then_on_a_large_square() -> None:
    scene = PUT_ON_SCENES["widowx_stack_cube"]
    assert scene.initial_condition(0).source_xy == pytest.approx((-0.21, -0.05))
    assert scene.initial_condition(0).target_xy == pytest.approx((-0.21, 0.05))
    assert scene.initial_condition(11).source_xy == pytest.approx((-0.11, 0.05))
    assert scene.initial_condition(12).source_xy == pytest.approx((-0.26, -0.1))
    assert scene.initial_condition(23).target_xy == pytest.approx((-0.06, -0.1))


def test_eggplant_turns_before_it_moves() -> None:
    scene = PUT_ON_SCENES["widowx_put_eggplant_in_basket"]
    starts = [scene.initial_condition(episode) for episode in (0, 1, 2, 3, 12)]
    assert [start.source_xy for start in starts] == [
        (-0.115, 0.191),
        (-0.115, 0.191),
        (-0.115, 0.191),
        (-0.115, 0.201),
        (-0.095, 0.191),
    ]
    eighth = math.pi / 8
    assert starts[1].source_quat == pytest.approx((math.cos(eighth), 0, 0, math.sin(eighth)))
    assert starts[2].source_quat == pytest.approx((math.cos(eighth), 0, 0, -math.sin(eighth)))
    assert {start.target_xy for start in starts} == {(-0.125, 0.025)}
