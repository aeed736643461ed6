"""What every task of the WidowX must do, on the bundled assets."""

import hashlib
from collections.abc import Iterator

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from simeval.envs.simpler.widowx_tasks import WIDOWX_TASKS
from simeval.envs.task_env import TaskEnv
from simeval.errors import ActionError, UnknownNameError, UsageError

TASKS = sorted(task.name for task in WIDOWX_TASKS)
pytestmark = pytest.mark.vulkan


@pytest.fixture(scope="module", params=TASKS)
def env(request: pytest.FixtureRequest) -> Iterator[TaskEnv]:
    env = TaskEnv(request.param, asset_set="bundled", image_size=(160, 120))
    yield env
    env.close()


def _actions(seed: int, steps: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    motion = generator.normal(0.0, 0.02, (steps, 6)) - [0.0, 0.0, 0.012, 0.0, 0.0, 0.0]
    gripper = np.sign(generator.normal(size=(steps, 1)))
    return np.concatenate([motion, gripper], axis=1)


def _fingerprint(env: TaskEnv, episode_id: int, steps: int = 6) -> str:
    """A hash of every byte that an episode gives: states, object poses, a frame."""
    digest = hashlib.sha256()
    env.reset(seed=0, options={"episode_id": episode_id})
    for action in _actions(episode_id, steps):
        observation, reward, *_ = env.step(action)
        for array in [*observation["state"].values(), *env.object_poses().values()]:
            digest.update(array.tobytes())
        digest.update(repr(reward).encode())
    digest.update(env.capture()[env.task.camera].tobytes())
    return digest.hexdigest()


@pytest.mark.filterwarnings("ignore:.*Box observation space.*infinity.*")
def test_gymnasium_accepts_the_environment() -> None:
    env = gymnasium.make("simeval/widowx_carrot_on_plate-v1", obs_mode="rgb", image_size=(64, 48))
    check_env(env.unwrapped, skip_render_check=True)
    env.close()


def test_observation_and_info_hold_what_they_promise(env: TaskEnv) -> None:
    observation, info = env.reset(seed=3, options={"episode_id": 5})
    assert env.observation_space.contains(observation)
    assert {name: value.shape for name, value in observation["state"].items()} == {
        "qpos": (8,),
        "qvel": (8,),
        "tcp_pose_in_base": (7,),
        "base_pose": (7,),
        "gripper_opening": (1,),
    }
    assert info["instruction"] == env.task.instruction
    assert info["episode_id"] == 5
    assert info["elapsed_steps"] == 0
    assert all(isinstance(info[name], bool) for name in ("success", *env.task.submetrics))


def test_tcp_in_base_and_base_give_the_tcp_in_the_world(env: TaskEnv) -> None:
    import sapien

    observation, _ = env.reset(seed=0, options={"episode_id": 0})
    base, tcp = observation["state"]["base_pose"], observation["state"]["tcp_pose_in_base"]
    world = sapien.Pose(base[:3], base[3:]) * sapien.Pose(tcp[:3], tcp[3:])
    np.testing.assert_allclose(world.p, env.privileged_state()["tcp"][:3], atol=1e-6)


def test_same_episode_gives_same_bytes_whatever_ran_before(env: TaskEnv) -> None:
    first = _fingerprint(env, 3)
    for other in (0, 7, 11):
        _fingerprint(env, other, steps=4)
    assert _fingerprint(env, 3) == first
    fresh = TaskEnv(env.task.name, asset_set="bundled", image_size=(160, 120))
    assert _fingerprint(fresh, 3) == first
    fresh.close()
    assert _fingerprint(env, 4) != first


def test_reset_does_not_rebuild(env: TaskEnv) -> None:
    actors = {name: id(actor) for name, actor in env.twin.scene.actors.items()}
    robot = id(env.twin.agent.robot)
    env.reset(seed=0, options={"episode_id": 9})
    assert {name: id(actor) for name, actor in env.twin.scene.actors.items()} == actors
    assert id(env.twin.agent.robot) == robot


def test_truncation_comes_at_the_horizon(env: TaskEnv) -> None:
    env.reset(seed=0, options={"episode_id": 1})
    env.twin._elapsed_steps[:] = env.task.horizon_steps - 2
    rest = np.array([0.0] * 6 + [1.0])
    assert env.step(rest)[3] is False
    assert env.step(rest)[3] is True


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (np.full(7, np.nan), "Action entry 0 is nan"),
        (np.array([0, 0, np.inf, 0, 0, 0, 1.0]), "Action entry 2 is inf"),
        (np.zeros(6), r"shape \(7,\).*got shape \(6,\)"),
        ("left", "must be 7 numbers"),
    ],
)
def test_bad_action_is_named(env: TaskEnv, action: object, message: str) -> None:
    env.reset(seed=0, options={"episode_id": 0})
    with pytest.raises(ActionError, match=message):
        env.step(action)  # type: ignore[arg-type]


def test_bad_options_are_named(env: TaskEnv) -> None:
    with pytest.raises(UnknownNameError, match=r"'episode'\. Did you mean 'episode_id'"):
        env.reset(options={"episode": 3})
    with pytest.raises(UsageError, match="episode_id must be 0 or more, got -1"):
        env.reset(options={"episode_id": -1})


def test_unknown_task_suggests_a_known_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'widowx_stack_cube'"):
        TaskEnv("widowx_stack_cubes")


def test_seed_chooses_the_episode_where_none_is_given(env: TaskEnv) -> None:
    chosen = [env.reset(seed=seed)[1]["episode_id"] for seed in (1, 2, 3, 1)]
    assert chosen[0] == chosen[3]
    assert len(set(chosen)) > 1
    assert all(0 <= episode < env.task.episode_count for episode in chosen)


def test_gripper_command_beyond_the_limits_is_clipped(env: TaskEnv) -> None:
    env.reset(seed=0, options={"episode_id": 0})
    for _ in range(8):
        env.step([0, 0, 0, 0, 0, 0, -50.0])
    closed = env.twin.state()["qpos"][-2:]
    np.testing.assert_allclose(closed, 0.015, atol=2e-4)


def test_episode_ids_wrap_around_as_in_the_original(env: TaskEnv) -> None:
    env.reset(seed=0, options={"episode_id": 2})
    start = env.privileged_state()["source"]
    env.reset(seed=0, options={"episode_id": 2 + env.task.episode_count})
    np.testing.assert_array_equal(env.privileged_state()["source"], start)
