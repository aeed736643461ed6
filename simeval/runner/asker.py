"""Asking the policy: what it sees is put together, what it answers is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simeval.episodes import EpisodeKey
from simeval.errors import ActionError
from simeval.instructions import InstructionChange
from simeval.policies.interface import ChoosesFrames, EpisodeContext, Observation, Policy
from simeval.protocol import Protocol
from simeval.runlog.record import PolicyText
from simeval.runner.actions import checked_actions
from simeval.runner.goal_images import GoalImages
from simeval.runner.step_camera import StepCamera
from simeval.runner.stopwatch import Stopwatch


class Moment(NamedTuple):
    """Where an episode stands before a control step."""

    step: int
    """Control steps executed so far."""
    instruction: str
    """What the policy is told."""
    change: InstructionChange | None
    """The last change of the instruction, if there was one."""
    state: Mapping[str, npt.NDArray[np.float64]]
    """Robot state, as in `Observation`."""


class Answer(NamedTuple):
    """What the policy answered."""

    actions: npt.NDArray[np.float64]
    """Float [T, 7], finite, T >= 1."""
    terminate: bool
    """The policy says that it is done after them."""


class Asker:
    """One policy in one episode.

    Args:
        env: Environment of the task.
        policy: Policy under test.
        camera: Takes its frames.
        protocol: Protocol of the episode.
        watch: Counts the time inside the policy.
        goals: Images of what is wanted, if the run has them.
    """

    def __init__(
        self,
        env: Any,
        policy: Policy,
        camera: StepCamera,
        protocol: Protocol,
        watch: Stopwatch,
        goals: GoalImages | None,
    ) -> None:
        self._env = env
        self._policy = policy
        self._camera = camera
        self._protocol = protocol
        self._watch = watch
        self._goals = goals
        self._spec = policy.spec
        self._cameras = (protocol.camera,) if self._spec.cameras is None else self._spec.cameras
        self._change_told: InstructionChange | None = None
        self.texts: list[PolicyText] = []
        """What the policy said."""

    def begin(self, key: EpisodeKey, instruction: str) -> None:
        """Tell the policy of the episode."""
        with self._watch.part("policy"):
            self._policy.reset(
                EpisodeContext(
                    task=key.task,
                    variant=key.variant,
                    episode_id=key.episode_id,
                    instruction=instruction,
                    seed=key.derived_seed("policy"),
                    horizon_steps=self._protocol.horizon_steps,
                    control_hz=self._protocol.control_hz,
                    real_time=self._protocol.real_time is not None,
                )
            )

    def ask(self, moment: Moment) -> Answer:
        """Ask for actions.

        Raises:
            ActionError: The policy returned something that is not an action, or no text as text.
            UsageError: The policy asks for a camera that the task does not have.
        """
        observation = self._observation(moment)
        with self._watch.part("policy"):
            chunk = self._policy.act(observation)
        actions = checked_actions(chunk, policy=self._spec.name, step=moment.step)
        if chunk.text is not None:
            text = _checked_text(chunk.text, policy=self._spec.name, step=moment.step)
            self.texts.append(PolicyText(step=moment.step, text=text))
        return Answer(actions, chunk.terminate)

    @property
    def last_text(self) -> str | None:
        """What the policy said last."""
        return self.texts[-1].text if self.texts else None

    def _observation(self, moment: Moment) -> Observation:
        policy, change = self._policy, moment.change
        looks = not isinstance(policy, ChoosesFrames) or policy.wants_frames(
            moment.step, moment.instruction
        )
        news = None if change is self._change_told else change
        self._change_told = change
        return Observation(
            step=moment.step,
            instruction=moment.instruction,
            frames=self._camera.select(self._cameras if looks else (), moment.step),
            state=moment.state,
            privileged=self._env.unwrapped.privileged_state() if self._spec.privileged else None,
            instruction_change=news,
            goals={} if self._goals is None else self._goals.at(moment.step),
        )


def _checked_text(text: Any, *, policy: str, step: int) -> str:
    if not isinstance(text, str):
        raise ActionError(
            f"Policy {policy!r} at step {step} returned a text of type {type(text).__name__}; "
            "text must be a str or None."
        )
    # Half a character, as JSON may hold it, can be written nowhere.
    return text.encode(errors="replace").decode()
