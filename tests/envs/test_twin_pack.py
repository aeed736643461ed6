"""The twins' own shader pack against SAPIEN's, and what it refuses."""

import numpy as np
import pytest

from simeval.envs.shaders import twin_pack
from simeval.envs.simpler.widowx_tasks import WIDOWX_TASKS
from simeval.envs.task_env import TaskEnv
from simeval.errors import UsageError

pytestmark = pytest.mark.vulkan


def _frame_and_foreground(task: str, shader: str, **options):
    env = TaskEnv(task, shader=shader, **options)
    try:
        env.reset(seed=0, options={"episode_id": 3})
        for _ in range(4):
            env.step([0.02, 0.01, -0.02, 0, 0, 0.1, -1])
        frame = env.render()
        return frame.astype(int), env.twin.render_foreground()[1][0].numpy()
    finally:
        env.close()


@pytest.mark.parametrize("task", [task.name for task in WIDOWX_TASKS])
def test_it_draws_what_sapiens_minimal_pack_draws(task: str) -> None:
    frame, foreground = _frame_and_foreground(task, "twin")
    wanted, wanted_foreground = _frame_and_foreground(task, "minimal")
    assert 0.02 < foreground.mean() < 0.5
    assert np.array_equal(foreground, wanted_foreground)
    assert abs(frame - wanted).max() <= 1


@pytest.mark.simpler_assets
@pytest.mark.parametrize(
    "task",
    [
        "widowx_spoon_on_towel",
        "widowx_put_eggplant_in_basket",
        "google_robot_pick_standing_coke_can",
        "google_robot_open_top_drawer",
    ],
)
def test_it_draws_the_original_assets_as_sapiens_minimal_pack_does(
    task: str, simpler_assets
) -> None:
    frame, foreground = _frame_and_foreground(task, "twin", asset_set="simpler")
    wanted, wanted_foreground = _frame_and_foreground(task, "minimal", asset_set="simpler")
    assert np.array_equal(foreground, wanted_foreground)
    assert abs(frame - wanted).max() <= 1


def test_the_table_hides_what_is_below_it_and_is_not_seen_itself() -> None:
    env = TaskEnv("widowx_stack_cube")
    env.reset(seed=0, options={"episode_id": 0})
    before = env.twin.render_foreground()[1][0]
    cube = env.twin._source_body.entity
    pose = cube.pose
    pose.p = pose.p - np.array([0.0, 0.0, 0.05])
    cube.pose = pose
    after = env.twin.render_foreground()[1][0]
    env.close()
    assert int(before.sum()) - int(after.sum()) > 200


def test_a_light_that_it_does_not_know_is_refused() -> None:
    env = TaskEnv("widowx_stack_cube")
    env.twin.scene.add_directional_light([0, 0, -1], [1, 1, 1], shadow=True)
    with pytest.raises(UsageError, match=r"casts shadows or is not directional.*shader=minimal"):
        twin_pack.require_drawable(env.twin.scene.sub_scenes[0].entities, holdouts=[])
    env.close()


def test_a_normal_map_is_refused_except_on_a_holdout() -> None:
    from sapien.render import RenderBodyComponent, RenderTexture2D

    env = TaskEnv("widowx_stack_cube")
    cube = env.twin._source_body.entity
    part = cube.find_component_by_type(RenderBodyComponent).render_shapes[0].parts[0]
    flat = np.tile(np.array([128, 128, 255, 255], dtype=np.uint8), (4, 4, 1))
    part.material.normal_texture = RenderTexture2D(flat, "R8G8B8A8Unorm")
    entities = env.twin.scene.sub_scenes[0].entities
    with pytest.raises(UsageError, match=f"{cube.name!r} has a normal map"):
        twin_pack.require_drawable(entities, holdouts=[])
    twin_pack.require_drawable(entities, holdouts=[cube])
    env.close()
