from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from simeval.policies.interface import Observation
from simeval.policies.model import ModelReply, ModelRequest, SessionStart
from simeval.policies.specs import ActionSpec


@pytest.fixture(scope="session")
def recorded() -> dict[str, np.ndarray]:
    """What TensorFlow makes of small images; see make_tensorflow_values.py."""
    with np.load(Path(__file__).parent / "data" / "tensorflow.npz") as values:
        return dict(values)


@pytest.fixture
def observe() -> Callable[..., Observation]:
    """Makes observations that differ from step to step and from seed to seed."""
    return make_observation


def make_observation(
    step: int = 0,
    *,
    seed: int = 0,
    instruction: str = "Put carrot on plate",
    frames: tuple[str, ...] = ("3rd_view_camera",),
    size: tuple[int, int] = (48, 64),
) -> Observation:
    generator = np.random.default_rng((seed, step))
    pose = np.concatenate(
        [
            generator.uniform(-0.3, 0.5, 3),
            Rotation.random(rng=generator).as_quat()[[3, 0, 1, 2]],
        ]
    )
    return Observation(
        step=step,
        instruction=instruction,
        frames={name: generator.integers(0, 256, (*size, 3), dtype=np.uint8) for name in frames},
        state={
            "qpos": generator.uniform(-1.0, 1.0, 11),
            "qvel": np.zeros(11),
            "tcp_pose_in_base": pose,
            "base_pose": np.array([0.147, 0.028, 0.87, 1.0, 0.0, 0.0, 0.0]),
            "gripper_opening": generator.uniform(0.0, 1.0, 1),
        },
    )


class HashModel:
    """A network in this process: its rows depend on the inputs, and on nothing else."""

    facts: ClassVar[dict[str, Any]] = {"protocol": "none"}

    def __init__(self, action: ActionSpec, *, largest_batch: int = 64) -> None:
        self._action = action
        self.largest_batch = largest_batch
        self.starts: list[SessionStart] = []
        self.batches: list[list[ModelRequest]] = []
        self.terminate_at: int | None = None
        self.closed = False

    def reset(self, starts: Sequence[SessionStart]) -> None:
        self.starts += starts

    def infer(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        self.batches.append(list(requests))
        return [self._reply(request) for request in requests]

    def close(self) -> None:
        self.closed = True

    def _reply(self, request: ModelRequest) -> ModelReply:
        digest = hashlib.sha256(repr(_plain(request.inputs)).encode())
        generator = np.random.default_rng(list(digest.digest()))
        rows = self._action.chunk or 16
        outputs = {
            part.key: generator.uniform(-0.9, 0.9, (rows, part.size)).astype(np.float32)
            for part in self._action.outputs
        }
        if self._action.terminate is not None:
            outputs[self._action.terminate.key] = np.array([0.0, 1.0, 0.0])
        return ModelReply(
            outputs=outputs,
            text=f"at {request.step}",
            terminate=self.terminate_at is not None and request.step >= self.terminate_at,
        )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted((key, _plain(item)) for key, item in value.items())
    if isinstance(value, np.ndarray):
        return (value.dtype.str, value.shape, hashlib.sha256(value.tobytes()).hexdigest())
    return value


@pytest.fixture
def hash_model() -> type[HashModel]:
    return HashModel
