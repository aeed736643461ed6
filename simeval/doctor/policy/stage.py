"""The environment in which a policy is examined."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.recording import Recording
from simeval.doctor.policy.tour import TourPolicy
from simeval.envs import find_task
from simeval.envs.task_env import TaskEnv
from simeval.errors import UnknownNameError, UsageError
from simeval.policies.expert.config import ExpertConfig
from simeval.policies.expert.policy import ExpertPolicy
from simeval.policies.interface import EpisodeContext, Observation, Policy
from simeval.policies.pipeline.proprioception import State
from simeval.policies.specs import ROBOTS, Robot

FloatArray = npt.NDArray[np.float64]

_AFTER_SUCCESS = 3


class Stage:
    """One task, executed and recorded.

    Args:
        task: Task name.
        assets: Asset set.

    Raises:
        UnknownNameError: There is no such task.
        AssetError: The asset set has not what the task needs.
        RendererError: Nothing can be rendered here.
    """

    def __init__(self, task: str, *, assets: str = "bundled") -> None:
        self.task = find_task(task)
        self.robot = robot_of(task)
        self.env: Any = TaskEnv(task, asset_set=assets)

    def context(self, episode_id: int) -> EpisodeContext:
        """Return what a policy is told about an episode."""
        return EpisodeContext(
            task=self.task.name,
            variant="default",
            episode_id=episode_id,
            instruction=self.task.instruction,
            seed=1000 + episode_id,
            horizon_steps=self.task.horizon_steps,
            control_hz=self.task.control_hz,
        )

    def begin(self, episode_id: int) -> State:
        """Place the scene; return the robot's state.

        Raises:
            UsageError: There is no such initial condition.
        """
        if not 0 <= episode_id < self.task.episode_count:
            raise UsageError(
                f"episodes={episode_id} is not allowed; allowed: 0 to "
                f"{self.task.episode_count - 1} for {self.task.name}."
            )
        observed, _ = self.env.reset(seed=0, options={"episode_id": episode_id})
        return _copied(observed["state"])

    def step(self, action: npt.ArrayLike) -> tuple[State, dict[str, Any]]:
        """Execute one action; return the state after it and `info`."""
        observed, _, _, _, info = self.env.step(np.asarray(action))
        return _copied(observed["state"]), info

    def record(self, episode_id: int) -> Recording:
        """Run the scripted expert, or a tour of the axes where there is none, and keep it all."""
        context = self.context(episode_id)
        actor: Policy = ExpertPolicy(ExpertConfig())
        steps, tries = self.task.horizon_steps, True
        try:
            actor.reset(context)
        except UnknownNameError:
            actor = tour = TourPolicy(self.robot)
            steps, tries = tour.steps, False
        state = self.begin(episode_id)
        actions: list[FloatArray] = []
        states, frames, privileged = [], [], []
        success, left = False, None
        while len(actions) < steps and left != 0:
            states.append(state)
            frames.append(self.env.capture())
            privileged.append(self.env.privileged_state())
            observation = Observation(
                step=len(actions),
                instruction=context.instruction,
                frames={},
                state=state,
                privileged=privileged[-1],
            )
            actions.append(actor.act(observation).actions[0])
            state, info = self.step(actions[-1])
            success = bool(info["success"])
            # Some more steps: an object that rolls away is no success.
            left = (_AFTER_SUCCESS if left is None else left - 1) if success and tries else None
        return Recording(
            context=context,
            actions=np.array(actions),
            states=tuple(states),
            frames=tuple(frames),
            privileged=tuple(privileged),
            final_state=state,
            success=success if tries else None,
        )

    def close(self) -> None:
        """Free the simulation."""
        self.env.close()


def robot_of(task: str) -> Robot:
    """Return the robot of a task, by its name.

    Raises:
        UsageError: No robot has such tasks.
    """
    for robot in ROBOTS.values():
        if task.startswith(robot.task_prefix):
            return robot
    raise UsageError(f"The task {task!r} belongs to no robot that presets are made for.")


def _copied(state: State) -> State:
    return {name: np.array(value) for name, value in state.items()}
