"""Episodes of the simulator, kept so that a policy can be asked about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simeval.errors import UsageError
from simeval.policies.interface import EpisodeContext, Observation, Policy
from simeval.policies.pipeline.proprioception import State
from simeval.runner.actions import checked_actions

FloatArray = npt.NDArray[np.float64]
Frame = npt.NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What a camera and the joints saw while somebody acted."""

    context: EpisodeContext
    """What a policy is told at the start."""
    actions: FloatArray
    """Float [T, action_size], as executed."""
    states: tuple[State, ...]
    """Before each action, T of them."""
    frames: tuple[Mapping[str, Frame], ...]
    """Before each action, by camera."""
    privileged: tuple[Mapping[str, FloatArray] | None, ...]
    """Object poses before each action; None where nobody may see them."""
    final_state: State
    """After the last action."""
    success: bool | None
    """Whether the task was done at the end; None where nobody tried."""

    @property
    def steps(self) -> int:
        """Control steps."""
        return len(self.actions)


def follow(
    policy: Policy,
    recording: Recording,
    *,
    steps: int,
    see: Callable[[Frame], Frame] = lambda frame: frame,
    instruction: str | None = None,
    first: int = 0,
) -> FloatArray:
    """Ask a policy about the steps of a recording, as if it had led there.

    Args:
        policy: Is told of a new episode first.
        recording: What it sees.
        steps: How many of them.
        see: Change of every frame.
        instruction: Another instruction than that of the recording.
        first: Step of the recording that is the first of the episode.

    Returns:
        Its actions, float [steps, action_size].

    Raises:
        UsageError: It asks for a camera that is not there.
        ActionError: It returned something that is no action.
    """
    words = recording.context.instruction if instruction is None else instruction
    policy.reset(replace(recording.context, instruction=words))
    size = recording.actions.shape[1]
    rows: list[FloatArray] = []
    while len(rows) < steps:
        at = first + len(rows)
        observation = Observation(
            step=len(rows),
            instruction=words,
            frames=_frames(policy, recording.frames[at], see),
            state=recording.states[at],
            privileged=recording.privileged[at] if policy.spec.privileged else None,
        )
        chunk = policy.act(observation)
        rows += list(checked_actions(chunk, policy=policy.spec.name, step=at, size=size))
    return np.array(rows[:steps])


def _frames(
    policy: Policy, frames: Mapping[str, Frame], see: Callable[[Frame], Frame]
) -> dict[str, Frame]:
    names = tuple(frames) if policy.spec.cameras is None else policy.spec.cameras
    missing = sorted(set(names) - set(frames))
    if missing:
        raise UsageError(
            f"the policy asks for camera {missing[0]!r}; this task has {', '.join(sorted(frames))}"
        )
    return {name: see(frames[name]) for name in names}
