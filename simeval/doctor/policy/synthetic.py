"""Observations of no simulator, for robots that there is no environment for here."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.recording import Recording
from simeval.policies.interface import EpisodeContext
from simeval.policies.pipeline.proprioception import State
from simeval.policies.specs import Preset

FloatArray = npt.NDArray[np.float64]

_STEPS = 8


class _Home(NamedTuple):
    qpos: tuple[float, ...]
    tcp_pose: tuple[float, ...]
    frame: tuple[int, int]
    camera: str


# Start poses of the robots (rad, m, quat_wxyz), and the height and width of their frames.
_HOMES = {
    "widowx": _Home(
        (-0.02, 0.04, 0.22, 0.0, 1.37, 0.0, 0.037, 0.037),
        (0.29, -0.01, 0.14, 0.68, 0.0, 0.73, 0.0),
        (480, 640),
        "3rd_view_camera",
    ),
    "google": _Home(
        (-0.26, 0.08, 0.5, 1.16, 0.03, 1.59, -1.08, 0.0, 0.0, 0.0, 0.79),
        (0.44, -0.22, 0.96, 0.16, 0.61, -0.77, 0.06),
        (512, 640),
        "overhead_camera",
    ),
    "droid": _Home(
        (0.0, -0.63, 0.0, -2.51, 0.0, 1.88, 0.0, *(0.0,) * 6),
        (0.38, 0.0, 0.41, 0.0, 1.0, 0.0, 0.0),
        (720, 1280),
        "external_cam",
    ),
}


def synthetic_recordings(preset: Preset, *, task: str) -> tuple[Recording, Recording]:
    """Return two short recordings in which robot and scene are near the start pose.

    Args:
        preset: Names the robot and its cameras.
        task: Name for the task.
    """
    return _recording(preset, task, 0), _recording(preset, task, 1)


def texture(height: int, width: int, *, seed: int) -> npt.NDArray[np.uint8]:
    """Return a picture with detail at every scale, uint8 [height, width, 3]."""
    generator = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3))
    for cell in (1, 4, 16, 64):
        coarse = generator.uniform(0.0, 64.0, (-(-height // cell), -(-width // cell), 3))
        fine = np.repeat(np.repeat(coarse, cell, axis=0), cell, axis=1)
        picture += fine[:height, :width]
    return picture.astype(np.uint8)


def _recording(preset: Preset, task: str, number: int) -> Recording:
    home, robot = _HOMES[preset.robot], preset.conventions
    names = {camera.camera or home.camera for camera in preset.observation.cameras}
    pictures = {
        name: texture(*home.frame, seed=10 * number + index)
        for index, name in enumerate(sorted(names))
    }
    states = [_state(home, step, number) for step in range(_STEPS + 1)]
    generator = np.random.default_rng(number)
    actions = np.zeros((_STEPS, robot.action_size))
    if robot.arm == "joint_position":
        actions[:, :-1] = [state["qpos"][: robot.arm_size] for state in states[1:]]
    else:
        actions[:, :-1] = generator.uniform(-1.0, 1.0, (_STEPS, 6)) * ([0.02] * 3 + [0.1] * 3)
    context = EpisodeContext(
        task=task,
        variant="default",
        episode_id=number,
        instruction="put the carrot on the plate",
        seed=1000 + number,
        horizon_steps=_STEPS,
        control_hz=preset.action.control_hz,
    )
    return Recording(
        context=context,
        actions=actions,
        states=tuple(states[:-1]),
        frames=tuple(
            {name: np.roll(picture, 8 * step, axis=1) for name, picture in pictures.items()}
            for step in range(_STEPS)
        ),
        privileged=(None,) * _STEPS,
        final_state=states[-1],
        success=None,
    )


def _state(home: _Home, step: int, number: int) -> State:
    turn = 0.02 * step * (1.0 if number else -1.0)
    qpos = np.array(home.qpos)
    qpos[:6] += turn
    pose = np.array(home.tcp_pose)
    pose[:3] += 0.2 * turn
    pose[3:] /= np.linalg.norm(pose[3:])
    return {
        "qpos": qpos,
        "qvel": np.zeros_like(qpos),
        "tcp_pose_in_base": pose,
        "base_pose": np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]),
        "gripper_opening": np.array([1.0 - 0.1 * step]),
    }
