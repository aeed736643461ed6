"""A policy of two levels."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simeval.errors import UsageError
from simeval.policies.hierarchical.config import HierarchicalConfig
from simeval.policies.hierarchical.high_level import checked_text, make_high_level
from simeval.policies.interface import (
    ActionChunk,
    ChoosesFrames,
    EpisodeContext,
    Observation,
    PolicySpec,
)

Cameras = tuple[str, ...] | None


class _Rest(NamedTuple):
    """What the low level said that is still to be executed."""

    step: int
    actions: npt.NDArray[np.float64]
    terminate: bool


class HierarchicalPolicy:
    """Asks the high level every few steps, and the low level to do what it says.

    The high level is also asked when the instruction of the user changes. The low level is told
    what the high level said in place of the instruction; when that changes, what is left of its
    actions is dropped. What both say is the text of the policy.

    Args:
        config: Both levels.

    Raises:
        UsageError: A level does not exist or does not fit.
    """

    def __init__(self, config: HierarchicalConfig) -> None:
        self._config = config
        self._high = make_high_level(config.high, config.high_options)
        self._low = config.build_low()
        low = self._low.spec
        self._high_cameras: Cameras = getattr(self._high, "cameras", None)
        self.spec = PolicySpec(
            name="hierarchical",
            cameras=_all_cameras(self._high_cameras, low.cameras),
            privileged=low.privileged,
            config={**asdict(config), "low_config": dict(low.config)},
        )
        self._episode: EpisodeContext | None = None
        self._instruction = ""
        self._subgoal: str | None = None
        self._next_plan = 0
        self._rest: _Rest | None = None

    def reset(self, episode: EpisodeContext) -> None:
        """Forget the last episode; the low level begins with its first subgoal."""
        self._high.reset(episode)
        self._episode = episode
        self._instruction = episode.instruction
        self._subgoal = None
        self._next_plan = 0
        self._rest = None

    def wants_frames(self, step: int, instruction: str) -> bool:
        """True when a level that is asked at this step will look."""
        if self._plans_at(step, instruction):
            # What the low level will be told is not known yet.
            return self._high_cameras != () or self._low.spec.cameras != ()
        if self._left_at(step) is not None:
            return False
        assert self._subgoal is not None
        return not isinstance(self._low, ChoosesFrames) or self._low.wants_frames(
            step, self._subgoal
        )

    def act(self, observation: Observation) -> ActionChunk:
        """Return the next actions, at most to the next question to the high level.

        In real-time mode, where questions come before the actions are used up, it is all of them.
        """
        step, said = observation.step, []
        if self._plans_at(step, observation.instruction):
            subgoal = self._plan(observation)
            said.append(subgoal)
            if subgoal != self._subgoal:
                self._follow(subgoal)
        rest = self._left_at(step)
        if rest is None:
            chunk = self._low.act(self._for_low(observation))
            said += [] if chunk.text is None else [chunk.text]
            rest = _Rest(step, np.asarray(chunk.actions), chunk.terminate)
        assert self._episode is not None
        count = len(rest.actions) if self._episode.real_time else self._next_plan - step
        actions, left = rest.actions[:count], rest.actions[count:]
        self._rest = _Rest(self._next_plan, left, rest.terminate) if len(left) else None
        return ActionChunk(
            actions=actions,
            terminate=rest.terminate and not len(left),
            text="\n".join(said) if said else None,
        )

    def close(self) -> None:
        """Let go of both levels."""
        for level in (self._high, self._low):
            close = getattr(level, "close", None)
            if close is not None:
                close()

    def _plans_at(self, step: int, instruction: str) -> bool:
        return step >= self._next_plan or instruction != self._instruction

    def _plan(self, observation: Observation) -> str:
        seen = replace(observation, frames=_only(observation, self._high_cameras), privileged=None)
        text = checked_text(self._high.plan(seen), self._config.high, observation.step)
        self._instruction = observation.instruction
        self._next_plan = observation.step + self._config.every
        return text

    def _follow(self, subgoal: str) -> None:
        assert self._episode is not None
        if self._subgoal is None:
            self._low.reset(replace(self._episode, instruction=subgoal))
        self._subgoal = subgoal
        self._rest = None

    def _left_at(self, step: int) -> _Rest | None:
        """Return what is left, if everything before it was executed."""
        return self._rest if self._rest is not None and self._rest.step == step else None

    def _for_low(self, observation: Observation) -> Observation:
        assert self._subgoal is not None
        frames = _only(observation, self._low.spec.cameras)
        return replace(observation, instruction=self._subgoal, frames=frames)


def _all_cameras(high: Cameras, low: Cameras) -> Cameras:
    if high == () or low == ():
        return low if high == () else high
    if (high is None) != (low is None):
        raise UsageError(
            f"One level sees the camera of the task, the other {', '.join(high or low or ())}; "
            "name the cameras of both (of the high level: its attribute cameras)."
        )
    return None if high is None or low is None else tuple(dict.fromkeys((*high, *low)))


def _only(observation: Observation, cameras: Cameras) -> dict[str, Any]:
    """Return the frames of one level; none where nothing was rendered."""
    frames = observation.frames
    return {name: frame for name, frame in frames.items() if cameras is None or name in cameras}
