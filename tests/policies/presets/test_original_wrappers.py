"""Actions of the original wrappers, recorded.

data/original_wrappers.npz holds, for each preset, rows that stand in for the network's replies and
the actions that the wrapper's own code made of them over 48 steps: world_vector, rot_axangle and
gripper. Recorded with numpy 2.4.6 and transforms3d 0.4.2 from the classes of
DelinQu/SimplerEnv-OpenVLA@ccfe380 (`simpler_env/policies`) and Robot-VLAs/RoboVLMs@8adc1d2
(`eval/simpler/model_wrapper.py`), whose networks were replaced by these rows.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simeval.policies.interface import EpisodeContext, Observation
from simeval.policies.model import ModelReply
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.pipeline.statistics import ActionStatistics, load_statistics
from simeval.policies.presets import load_preset
from simeval.policies.specs import Preset

RECORDED = Path(__file__).parent / "data" / "original_wrappers.npz"
NAMES = [
    *("openvla-widowx", "openvla-google", "spatialvla-widowx", "spatialvla-google"),
    *("cogact-widowx", "cogact-google", "groot-n15-widowx", "groot-n15-google"),
    *("pi0-widowx", "pi0-google", "octo-widowx", "octo-google"),
    *("robovlms-widowx", "robovlms-google", "rt1x-widowx", "rt1-google"),
]
STATE = {
    "qpos": np.zeros(11),
    "tcp_pose_in_base": np.array([0.3, 0.0, 0.1, 1.0, 0.0, 0.0, 0.0]),
    "gripper_opening": np.ones(1),
}


@pytest.fixture(scope="module")
def recorded() -> dict[str, np.ndarray]:
    with np.load(RECORDED) as values:
        return dict(values)


class RecordedModel:
    """Gives the recorded rows, one reply after the other."""

    facts: dict = {}  # noqa: RUF012
    largest_batch = 1

    def __init__(self, preset: Preset, rows: np.ndarray) -> None:
        self._action = preset.action
        self._replies = iter(rows)

    def reset(self, starts) -> None:
        pass

    def infer(self, requests) -> list[ModelReply]:
        rows = next(self._replies)
        ends = np.cumsum([part.size for part in self._action.outputs])[:-1]
        parts = np.split(rows, ends, axis=1)
        outputs = {part.key: one for part, one in zip(self._action.outputs, parts, strict=True)}
        if self._action.terminate is not None:
            outputs[self._action.terminate.key] = np.array([0, 1, 0])
        return [ModelReply(outputs=outputs)]

    def close(self) -> None:
        pass


def statistics_of(
    name: str, preset: Preset, recorded: dict[str, np.ndarray]
) -> ActionStatistics | None:
    spec = preset.action.unnormalise
    if spec is None:
        return None
    if spec.statistics == "bundled":
        return load_statistics(spec, width=7, file=None)
    mean, std = recorded[f"{name}/mean"], recorded[f"{name}/std"]
    return ActionStatistics(low=mean, high=std, mask=np.ones(7, dtype=bool))


@pytest.mark.parametrize("name", NAMES)
def test_actions_are_those_of_the_original(name, recorded):
    preset = load_preset(name)
    expected = recorded[f"{name}/actions"]
    # The environment clips the gripper command.
    expected[:, 6] = np.clip(expected[:, 6], -1.0, 1.0)
    model = RecordedModel(preset, recorded[f"{name}/rows"])
    policy = ModelPolicy(preset, model, statistics=statistics_of(name, preset, recorded))
    policy.reset(
        EpisodeContext(
            task=f"{preset.conventions.task_prefix}task",
            variant="default",
            episode_id=0,
            instruction="x",
            seed=0,
            horizon_steps=48,
            control_hz=preset.action.control_hz,
        )
    )

    actions: list[np.ndarray] = []
    while len(actions) < len(expected):
        observation = Observation(
            step=len(actions),
            instruction="x",
            frames={"camera": np.zeros((48, 64, 3), dtype=np.uint8)},
            state=STATE,
        )
        actions += list(policy.act(observation).actions)

    # One observation stands for all steps: none of these conventions looks at the state.
    assert not preset.action.needs_state
    # float32 rows are scaled in single precision by some wrappers, in double by us.
    np.testing.assert_allclose(actions[: len(expected)], expected, atol=3e-7)


def test_the_recording_moves_the_grippers(recorded):
    """Every recording opens and closes, or it would test little."""
    for name in NAMES:
        command = recorded[f"{name}/actions"][:, 6]
        assert command.max() > 0.4, name
        assert command.min() < -0.4, name
