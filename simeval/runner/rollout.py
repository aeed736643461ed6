"""One episode: reset, ask, act, record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simeval.episodes import EpisodeKey
from simeval.instructions import InstructionChange
from simeval.policies.interface import Policy
from simeval.protocol import Protocol
from simeval.runlog.record import EndReason, PolicyText
from simeval.runner.asker import Asker, Moment
from simeval.runner.briefing import Briefing
from simeval.runner.caption import Caption
from simeval.runner.feed import make_feed
from simeval.runner.film import Film
from simeval.runner.goal_images import GoalImages
from simeval.runner.shots import Shots
from simeval.runner.step_camera import StepCamera
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
        instruction: What the policy was told at the start.
        instruction_changes: What it was told later.
    """

    trace: StepTrace
    success: bool
    ended_by: EndReason
    texts: tuple[PolicyText, ...]
    instruction: str
    instruction_changes: tuple[InstructionChange, ...]


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
    goals: GoalImages | None = None,
) -> Rollout:
    """Run one episode.

    The runner, not the environment, decides when an episode ends: `terminated` and `truncated` of
    the environment are for its other users. A policy that says that it is done ends the episode,
    unless the task has another sub-task, which then begins.

    Args:
        env: Environment of the task.
        policy: Policy under test.
        key: Which episode.
        protocol: Horizon, success rule, instructions, real-time mode.
        submetrics: Names of the sub-metrics in `info`.
        film: Takes frames, if the episode is filmed.
        film_every: Control steps from one filmed frame to the next.
        watch: Counts where the time goes.
        goals: Images of what is wanted, if the run has them.

    Raises:
        ActionError: The policy returned something that is not an action.
        UsageError: The policy asks for a camera that the task does not have.
    """
    with watch.part("reset"):
        observed, info = env.reset(
            seed=key.derived_seed("env"), options={"episode_id": key.episode_id}
        )
    briefing = Briefing(protocol.events_of(key.episode_id), info["instruction"])
    camera = StepCamera(env, watch)
    shots = Shots(film, camera, name=protocol.camera, every=film_every, watch=watch)
    asker = Asker(env, policy, camera, protocol, watch, goals)
    asker.begin(key, briefing.first)
    feed = make_feed(asker, protocol, watch)
    trace = StepTrace(submetrics, observed["state"])
    ended_by: EndReason | None = None
    while ended_by is None:
        briefing.update(trace.steps, info["instruction"])
        change = briefing.changes[-1] if briefing.changes else None
        move = feed.next_move(Moment(trace.steps, briefing.instruction, change, observed["state"]))
        # As in the original: the action that comes with "done" counts for what is next.
        goes_on = move.done and env.unwrapped.advance_subtask()
        shots.before_step(Caption(trace.steps, briefing.instruction, asker.last_text))
        with watch.part("env"):
            observed, _, _, _, info = env.step(move.action)
        trace.add(move, info=info, state=observed["state"], changes=len(briefing.changes))
        ended_by = _end_reason(protocol, trace)
        if ended_by is None and move.done and not goes_on:
            ended_by = "policy"
    shots.at_end(Caption(trace.steps, briefing.instruction, asker.last_text))
    return Rollout(
        trace=trace,
        success=trace.success_now,
        ended_by=ended_by,
        texts=tuple(asker.texts),
        instruction=briefing.first,
        instruction_changes=tuple(briefing.changes),
    )


def _end_reason(protocol: Protocol, trace: StepTrace) -> EndReason | None:
    if protocol.success_rule == "any_step" and trace.success_now:
        return "success"
    return "horizon" if trace.steps >= protocol.horizon_steps else None
