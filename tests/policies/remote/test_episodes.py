"""Whole episodes in the runner's loop, with a server of each dialect in another process."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simeval.episodes import EpisodeKey
from simeval.errors import ActionError
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec
from simeval.policies.model import SessionStart
from simeval.policies.remote.remote_model import RemoteModel
from simeval.policies.remote_policy import RemoteConfig, RemotePolicy
from simeval.policies.remote_preset import RemotePresetConfig, build
from simeval.protocol import Protocol
from simeval.runner.rollout import Rollout, roll_out
from simeval.runner.stopwatch import Stopwatch

from .conftest import DIALECTS, ask, joined, picture
from .test_exchange import expected

PROTOCOL = Protocol(
    task="widowx_carrot_on_plate",
    variant="default",
    env_id="simeval/widowx_carrot_on_plate-v1",
    instruction="put carrot on plate",
    episode_ids=(0,),
    seeds=(0,),
    horizon_steps=5,
    success_rule="last_step",
    control_hz=5,
    sim_hz=500,
    camera="3rd_view_camera",
    image_size=(32, 24),
    shader="twin",
    asset_set="bundled",
    asset_hash="",
    stand_ins=(),
)


class PaintedEnv:
    """An environment that costs nothing: each step has its own picture."""

    def __init__(self) -> None:
        self.steps = 0
        self.actions: list[np.ndarray] = []

    @property
    def unwrapped(self) -> PaintedEnv:
        return self

    def reset(self, *, seed: int, options: dict) -> tuple[dict, dict]:
        return self._observed()

    def step(self, action: np.ndarray) -> tuple[dict, float, bool, bool, dict]:
        self.steps += 1
        self.actions.append(action)
        observed, info = self._observed()
        return observed, 0.0, False, False, info

    def capture(self) -> dict[str, np.ndarray]:
        return {PROTOCOL.camera: picture(self.steps)}

    def _observed(self) -> tuple[dict, dict]:
        pose = np.array([0.3, 0.0, 0.1, 1.0, 0.0, 0.0, 0.0])
        state = {
            "qpos": np.zeros(8),
            "qvel": np.zeros(8),
            "tcp_pose_in_base": pose,
            "base_pose": pose,
            "gripper_opening": np.ones(1),
        }
        return {"state": state}, {"instruction": PROTOCOL.instruction, "success": self.steps >= 5}


class WirePolicy:
    """A client with inputs such as a preset makes."""

    def __init__(self, model: RemoteModel, dialect: str) -> None:
        self.spec = PolicySpec(name=dialect)
        self._model = model
        self._dialect = dialect

    def reset(self, episode: EpisodeContext) -> None:
        start = SessionStart(session="only", seed=episode.seed, instruction=episode.instruction)
        self._model.reset([start])

    def act(self, observation: Observation) -> ActionChunk:
        [image] = observation.frames.values()
        reply = ask(self._model, "only", self._dialect, image, observation.step)
        return ActionChunk(actions=joined(reply.outputs), text=reply.text)


def run_episode(policy: object, env: PaintedEnv) -> Rollout:
    key = EpisodeKey(suite="smoke", task=PROTOCOL.task, variant="default", episode_id=0, seed=0)
    return roll_out(
        env,
        policy,  # type: ignore[arg-type]
        key=key,
        protocol=PROTOCOL,
        submetrics=(),
        film=None,
        film_every=1,
        watch=Stopwatch(),
    )


def assert_actions_of_the_server(env: PaintedEnv) -> None:
    """The server saw the pictures of steps 0, 2 and 4, and its chunks of two were executed."""
    wanted = np.concatenate([expected(picture(step)) for step in (0, 2, 4)])[:5]
    np.testing.assert_array_equal(np.stack(env.actions), wanted.astype(np.float64))


def test_episode_through_every_dialect(sound_peers, dialect):
    env = PaintedEnv()
    rollout = run_episode(WirePolicy(sound_peers(dialect).client(), dialect), env)

    assert_actions_of_the_server(env)
    assert (rollout.success, rollout.ended_by) == (True, "horizon")


@pytest.mark.parametrize("dialect", ["openpi", "roboarena", "vla-eval", "openvla", "simeval"])
def test_episode_of_the_remote_policy(sound_peers, dialect):
    peer = sound_peers(dialect)
    config = RemoteConfig(protocol=DIALECTS[dialect].protocol, url=peer.url)
    policy, env = RemotePolicy(config), PaintedEnv()
    rollout = run_episode(policy, env)
    policy.close()

    assert_actions_of_the_server(env)
    assert [text.text for text in rollout.texts] == (["reach"] * 3 if dialect == "simeval" else [])
    facts = policy.spec.config
    assert facts["url"] == peer.url
    assert "reply_timeout_s" not in facts


@pytest.mark.parametrize(
    ("preset", "dialect", "rows"),
    [
        ("pi0-widowx", "openpi", 5),
        ("openvla-widowx", "openvla", 1),
        ("openvla-oft-widowx", "autoeval", 5),
        ("cogact-widowx", "cogact", 16),
        ("groot-n15-widowx", "gr00t-n1.5", 16),
        ("groot-n16-widowx", "gr00t-n1.6", 8),
    ],
)
def test_episode_of_a_preset(start_peer, preset, dialect, rows):
    peer = start_peer(dialect, "--rows", str(rows))
    policy, env = build(RemotePresetConfig(preset=preset, url=peer.url)), PaintedEnv()
    run_episode(policy, env)

    # The server un-normalises for these, so its lift and its open gripper are what is executed.
    executed = np.stack(env.actions)
    np.testing.assert_allclose(executed[:, 2], 0.002, rtol=1e-5)
    np.testing.assert_array_equal(executed[:, 6], 1.0)
    assert policy.spec.config["model"]["protocol"] == DIALECTS[dialect].protocol


def test_actions_of_another_width_stop_the_run(sound_peers):
    policy = WirePolicy(sound_peers("simeval").client(), "simeval")
    wide = SimpleNamespace(
        spec=policy.spec,
        reset=policy.reset,
        act=lambda seen: ActionChunk(actions=np.pad(policy.act(seen).actions, ((0, 0), (0, 1)))),
    )
    with pytest.raises(ActionError, match=r"shape \(2, 8\)"):
        run_episode(wide, PaintedEnv())
