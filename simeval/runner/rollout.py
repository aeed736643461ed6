"""One episode: reset, ask, act, record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.episodes import EpisodeKey
from simeval.errors import UsageError
from simeval.policies.interface import ChoosesFrames, EpisodeContext, Observation, Policy
from simeval.protocol import Protocol
from simeval.runlog.record import EndReason, PolicyText
from simeval.runner.actions import checked_actions
from simeval.runner.caption import Caption
from simeval.runner.film import Film
from simeval.runner.step_trace import StepTrace
from simeval.runner.stopwatch import Stopwatch


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """What an episode gave.

    Attributes:
        trace: What happened, step by step.
        success: Outcome under the success rule of the protocol.
        ended_by: What ended the episode.
        texts: What the policy said.
        instruction: What the policy was told.
    """

    trace: StepTrace
    success: bool
    ended_by: EndReason
    texts: tuple[PolicyText, ...]
    instruction: str


def roll_out(
    env: Any,
    policy: Policy,
    *,
    key: EpisodeKey,
    protocol: Protocol,
    submetrics: tuple[str, ...],
    film: Film | None,
    film_every: int,
    watch: Stopwatch,
) -> Rollout:
    """Run one episode.

    The runner, not the environment, decides when an episode ends: `terminated` and `truncated` of
    the environment are for its other users. A policy that says that it is done ends the episode,
    unless the task has another sub-task, which then begins.

    Args:
        env: Environment of the task.
        policy: Policy under test.
        key: Which episode.
        protocol: Horizon and success rule.
        submetrics: Names of the sub-metrics in `info`.
        film: Takes frames, if the episode is filmed.
        film_every: Control steps from one filmed frame to the next.
        watch: Counts where the time goes.

    Raises:
        ActionError: The policy returned something that is not an action.
        UsageError: The policy asks for a camera that the task does not have.
    """
    with watch.part("reset"):
        observed, info = env.reset(
            seed=key.derived_seed("env"), options={"episode_id": key.episode_id}
        )
    camera = _Camera(env, watch)
    spec = policy.spec
    cameras = (protocol.camera,) if spec.cameras is None else spec.cameras
    with watch.part("policy"):
        policy.reset(
            EpisodeContext(
                task=key.task,
                variant=key.variant,
                episode_id=key.episode_id,
                instruction=info["instruction"],
                seed=key.derived_seed("policy"),
                horizon_steps=protocol.horizon_steps,
                control_hz=protocol.control_hz,
            )
        )
    trace = StepTrace(submetrics, observed["state"])
    texts: list[PolicyText] = []
    filmed_step = -1
    ended_by: EndReason | None = None
    while ended_by is None:
        observation = Observation(
            step=trace.steps,
            instruction=info["instruction"],
            frames=camera.select(
                cameras if _wants_frames(policy, trace.steps, info["instruction"]) else (),
                trace.steps,
            ),
            state=observed["state"],
            privileged=env.unwrapped.privileged_state() if spec.privileged else None,
        )
        with watch.part("policy"):
            chunk = policy.act(observation)
        actions = checked_actions(chunk, policy=spec.name, step=trace.steps)
        if chunk.text is not None:
            texts.append(PolicyText(step=trace.steps, text=chunk.text))
        goes_on = False
        for index, action in enumerate(actions):
            if chunk.terminate and index == len(actions) - 1:
                # As in the original: the action that comes with "done" counts for what is next.
                goes_on = env.unwrapped.advance_subtask()
            if film is not None and trace.steps % film_every == 0:
                filmed_step = trace.steps
                caption = Caption(filmed_step, observation.instruction, _last_said(texts))
                _film_frame(film, camera, protocol.camera, caption, watch)
            with watch.part("env"):
                observed, _, _, _, info = env.step(action)
            trace.add(action, queried=index == 0, info=info, state=observed["state"])
            ended_by = _end_reason(protocol, trace)
            if ended_by is not None:
                break
        if ended_by is None and chunk.terminate and not goes_on:
            ended_by = "policy"
    if film is not None and filmed_step != trace.steps:
        caption = Caption(trace.steps, info["instruction"], _last_said(texts))
        _film_frame(film, camera, protocol.camera, caption, watch)
    return Rollout(
        trace=trace,
        success=trace.success_now,
        ended_by=ended_by,
        texts=tuple(texts),
        instruction=info["instruction"],
    )


def _end_reason(protocol: Protocol, trace: StepTrace) -> EndReason | None:
    if protocol.success_rule == "any_step" and trace.success_now:
        return "success"
    return "horizon" if trace.steps >= protocol.horizon_steps else None


def _wants_frames(policy: Policy, step: int, instruction: str) -> bool:
    return not isinstance(policy, ChoosesFrames) or policy.wants_frames(step, instruction)


def _last_said(texts: list[PolicyText]) -> str | None:
    return texts[-1].text if texts else None


def _film_frame(film: Film, camera: _Camera, name: str, caption: Caption, watch: Stopwatch) -> None:
    frame = camera.select((name,), caption.step)[name]
    with watch.part("write"):
        film.add(frame, caption)


class _Camera:
    """Renders at most once per control step, and only when asked."""

    def __init__(self, env: Any, watch: Stopwatch) -> None:
        self._env = env
        self._watch = watch
        self._step = -1
        self._frames: Mapping[str, npt.NDArray[np.uint8]] = {}

    def select(self, names: tuple[str, ...], step: int) -> dict[str, npt.NDArray[np.uint8]]:
        if names and step != self._step:
            with self._watch.part("render"):
                self._frames = self._env.unwrapped.capture()
            self._step = step
        missing = sorted(set(names) - set(self._frames)) if names else []
        if missing:
            raise UsageError(
                f"The policy asks for camera {missing[0]!r}; this task has: "
                f"{', '.join(sorted(self._frames))}."
            )
        return {name: self._frames[name] for name in names}
