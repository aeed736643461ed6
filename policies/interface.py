"""What a policy is to the runner: an object with `spec`, `reset` and `act`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from simeval.instructions import InstructionChange


@dataclass(frozen=True, kw_only=True)
class PolicySpec:
    """What a policy needs and is.

    Attributes:
        name: Name in run logs and tables.
        cameras: Cameras whose frames `act` reads; ``None`` means the task's own camera, an empty
            tuple means no frames, and then none are rendered for it.
        privileged: True when `act` reads object poses from the simulator.
        config: Every option that changes the actions, as plain JSON values; stored in the run.
    """

    name: str
    cameras: tuple[str, ...] | None = None
    privileged: bool = False
    config: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class EpisodeContext:
    """What a policy is told when an episode begins.

    Attributes:
        task: Task name.
        variant: Variant name.
        episode_id: Initial condition of the task.
        instruction: Language instruction.
        seed: Seed for the policy's own randomness, the same wherever and whenever the episode runs.
        horizon_steps: Control steps of the episode.
        control_hz: Actions per second.
        real_time: True when the world moves while the policy thinks: it may be asked before its
            actions are used up, and they may be executed later than it was asked for them.
    """

    task: str
    variant: str
    episode_id: int
    instruction: str
    seed: int
    horizon_steps: int
    control_hz: int
    real_time: bool = False


@dataclass(frozen=True, kw_only=True)
class Observation:
    """What a policy sees when it is asked for actions.

    Attributes:
        step: Control steps executed so far in this episode.
        instruction: Current language instruction.
        frames: Camera name to frame, uint8 [H, W, 3] RGB; only the cameras of the spec.
        state: Robot state, float arrays: ``qpos`` [n] and ``qvel`` [n] (rad, m, and per second),
            ``tcp_pose_in_base`` [7] and ``base_pose`` [7] (metres, quat_wxyz),
            ``gripper_opening`` [1] (0 closed, 1 open).
        privileged: Simulator poses in the world frame, [7] each (metres, quat_wxyz), keyed by
            object name plus ``tcp`` and ``base``; ``None`` unless the spec asks for it.
        instruction_change: Step, cause and text of the last change of the instruction, if there was
            one since the policy was last asked.
        goals: Images of what is wanted, uint8 [H, W, 3]: ``goal`` (the end) and ``subgoal`` (what
            is next; the goal where there is none); empty where the run has no goal images.
    """

    step: int
    instruction: str
    frames: Mapping[str, npt.NDArray[np.uint8]]
    state: Mapping[str, npt.NDArray[np.float64]]
    privileged: Mapping[str, npt.NDArray[np.float64]] | None = None
    instruction_change: InstructionChange | None = None
    goals: Mapping[str, npt.NDArray[np.uint8]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ActionChunk:
    """Actions to execute one after the other before the policy is asked again.

    It is asked earlier when the instruction changes: what is left was meant for the old one. The
    step of the next observation says how many were executed.

    Attributes:
        actions: Float [T, 7], T >= 1: delta position (m) and rotation vector (rad) of the TCP in
            the robot base frame, then the gripper command of the robot in [-1, 1].
        terminate: True when the policy says that it is done after these actions.
        text: What the policy says (reasoning, subgoal); recorded in the run log.
    """

    actions: npt.NDArray[np.float64]
    terminate: bool = False
    text: str | None = None


@runtime_checkable
class Policy(Protocol):
    """The protocol of a policy; any object with these members is one."""

    @property
    def spec(self) -> PolicySpec:
        """What the policy needs and is."""

    def reset(self, episode: EpisodeContext) -> None:
        """Forget the last episode and prepare for this one."""

    def act(self, observation: Observation) -> ActionChunk:
        """Return the next actions."""


@runtime_checkable
class ChoosesFrames(Protocol):
    """What a policy may have besides: it says before `act` whether frames will be read.

    A frame that nobody reads is not rendered. A policy without this method sees every time.
    """

    def wants_frames(self, step: int, instruction: str) -> bool:
        """Return whether `act` will read the frames of its cameras.

        Args:
            step: Control steps executed so far in this episode.
            instruction: Current language instruction.
        """
