"""`policy=remote policy.preset=NAME`: a run with a server in between, and wrong options."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

import simeval.policies.serving.simeval_server as server_file
from simeval.cli.main import main
from simeval.envs.task_env import TaskEnv
from simeval.episodes import EpisodeKey
from simeval.errors import UnknownNameError, UsageError
from simeval.policies.model import ModelReply
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.presets import load_preset
from simeval.policies.registry import find_policy
from simeval.protocol import Protocol
from simeval.runlog import RunFolder
from simeval.runner.rollout import roll_out
from simeval.runner.stopwatch import Stopwatch

DATA = Path(__file__).parent / "data"
CLOSED = {"url": "http://127.0.0.1:9", "connect_timeout_s": 0.1}


@pytest.mark.vulkan
def test_a_run_through_a_server_and_a_preset(tmp_path, capsys):
    command = f"{sys.executable} {server_file.__file__} sinking_model:SinkingModel --port {{port}}"
    status = main(
        [
            "run",
            "suite=smoke",
            "tasks=[widowx_carrot_on_plate]",
            "episodes=[0]",
            "horizon_steps=12",
            "videos=none",
            "report=false",
            "workers=1",
            f"out={tmp_path / 'run'}",
            "policy=remote",
            "policy.preset=smolvla-widowx",
            "policy.execute=5",
            f"policy.server.command='{command}'",
            f"policy.server.cwd={DATA}",
        ]
    )

    assert status == 0, capsys.readouterr().err
    folder = RunFolder(tmp_path / "run")
    [record] = folder.records().values()
    with np.load(folder.root / record.steps_file) as steps:
        queried, actions = steps["queried"], steps["actions"]
    assert np.flatnonzero(queried).tolist() == [0, 5, 10]
    np.testing.assert_allclose(actions, [[0, 0, -0.01, 0, 0, 0.1, 1]] * 12, atol=1e-7)
    # The prompt; the frame as rendered; position, angles, pad and an open gripper.
    instruction = r"'put carrot on plate\n'"
    assert [text.text for text in record.policy_text] == [
        f"{step} {instruction} (480, 640, 3) uint8 (8,) 1.000" for step in (0, 5, 10)
    ]
    facts = folder.read_info().policy
    assert facts is not None
    assert facts.name == "smolvla-widowx"
    assert facts.config["preset"]["action"]["execute"] == 5
    assert "url" not in facts.config


class HoldingModel:
    """Wants the TCP where it is said to be, upright, in chunks of thirty."""

    facts: dict = {}  # noqa: RUF012
    largest_batch = 1

    def reset(self, starts) -> None:
        pass

    def infer(self, requests) -> list[ModelReply]:
        rows = np.zeros((30, 20))
        rows[:, :3] = [0.3, 0.0, 0.1]
        rows[:, [3, 6]] = 1.0
        return [ModelReply(outputs={"actions": rows}) for _ in requests]

    def close(self) -> None:
        pass


@pytest.mark.vulkan
def test_nothing_is_rendered_between_inferences(monkeypatch):
    """X-VLA's poses need the robot's state at each step, but an image only at each thirtieth."""
    env = TaskEnv("widowx_carrot_on_plate")
    captured: list[int] = []
    capture = env.capture
    monkeypatch.setattr(env, "capture", lambda: captured.append(1) or capture())
    policy = ModelPolicy(load_preset("xvla-widowx"), HoldingModel())

    rollout = roll_out(
        env,
        policy,
        key=EpisodeKey(suite="s", task=env.task.name, variant="default", episode_id=0, seed=0),
        protocol=protocol(env),
        submetrics=env.task.submetrics,
        film=None,
        film_every=1,
        watch=Stopwatch(),
    )

    assert rollout.trace.steps == 31
    assert len(captured) == 2
    # The robot goes to the pose that the network names, and stays.
    np.testing.assert_allclose(env.twin.state()["tcp_pose_in_base"][:3], [0.3, 0.0, 0.1], atol=0.01)
    env.close()


def protocol(env: TaskEnv) -> Protocol:
    return Protocol(
        task=env.task.name,
        variant="default",
        env_id=env.task.env_id,
        instruction=env.task.instruction,
        episode_ids=(0,),
        seeds=(0,),
        horizon_steps=31,
        success_rule="last_step",
        control_hz=env.task.control_hz,
        sim_hz=env.task.sim_hz,
        camera=env.task.camera,
        image_size=env.task.image_size,
        shader="twin",
        asset_set="bundled",
        asset_hash="0",
        stand_ins=(),
    )


def test_the_protocol_is_that_of_the_preset():
    """A closed port; the address that the message names is of the preset's protocol."""
    with pytest.raises(UsageError, match=r"it looks like ws://"):
        find_policy("remote").build({"preset": "pi0-widowx", **CLOSED})


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"preset": "openvla-widow"}, UnknownNameError, "Did you mean 'openvla-widowx'"),
        ({"preset": "./none.yaml"}, UsageError, r"The preset none\.yaml cannot be read"),
        ({"preset": "octo-widowx"}, UsageError, r"Set policy\.statistics"),
        ({"preset": "octo-widowx", "statistics": "none.json"}, UsageError, "cannot be read"),
        (
            {"preset": "magma-widowx", "statistics_key": "bridge"},
            UnknownNameError,
            "Did you mean 'bridge_orig'",
        ),
        ({"preset": "openvla-widowx", "statistics": "s.json"}, UsageError, "do nothing here"),
        ({"preset": "openvla-widowx", "execute": 2}, UsageError, r"policy\.execute=2 does not fit"),
        ({"preset": "octo-widowx", "execute": 2}, UsageError, "asks the network at every step"),
        ({"preset": "openvla-widowx", "execute": -1}, UsageError, "1 or more"),
        ({"preset": "openvla-widowx", "cameras": ["a"]}, UsageError, "names its cameras"),
        ({"execute": 2}, UsageError, r"policy\.execute=2 needs a preset"),
        ({"statistics_key": "k"}, UsageError, r"policy\.statistics_key=k needs a preset"),
        ({"preset": "openvla-widowx", "protocol": "grpc"}, UnknownNameError, "protocol 'grpc'"),
    ],
)
def test_options_that_do_not_fit(options, error, message):
    with pytest.raises(error, match=message):
        find_policy("remote").build({**options, **CLOSED})
