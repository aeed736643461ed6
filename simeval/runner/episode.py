"""One episode inside a worker, from a built environment to a record with its files."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from simeval.episodes import EpisodeKey
from simeval.policies.interface import Policy
from simeval.protocol import Protocol
from simeval.runlog.clock import utc_now
from simeval.runlog.folder import RunFolder
from simeval.runlog.record import EpisodeRecord, EpisodeTiming
from simeval.runlog.run_info import RunSpec
from simeval.runlog.storage import write_atomically
from simeval.runner.film import Film
from simeval.runner.goal_images import load_goal_images
from simeval.runner.rollout import roll_out
from simeval.runner.stopwatch import Stopwatch


def run_episode(
    env: Any,
    policy: Policy,
    *,
    key: EpisodeKey,
    protocol: Protocol,
    submetrics: tuple[str, ...],
    spec: RunSpec,
    folder: RunFolder,
    attempt: int,
    build_s: float,
) -> EpisodeRecord:
    """Run an episode, write its files and return its record.

    Files are complete and on the disk before the record exists, so a record never names a file
    that is not there.
    """
    watch = Stopwatch()
    goals = None
    if spec.goals is not None:
        goals = load_goal_images(Path(spec.goals), key.task, key.episode_id)
    with ExitStack() as stack:
        film = None
        if spec.videos != "none":
            film = stack.enter_context(
                Film(
                    video=folder.video_file(key),
                    strip=folder.strip_file(key),
                    frames_per_second=protocol.control_hz * spec.video_speed / spec.video_every,
                    captions=_captions(spec, protocol, key),
                )
            )
        rollout = roll_out(
            env,
            policy,
            key=key,
            protocol=protocol,
            submetrics=submetrics,
            film=film,
            film_every=spec.video_every,
            goals=goals,
            watch=watch,
        )
        filmed = film is not None and not (spec.videos == "failures" and rollout.success)
        with watch.part("write"):
            write_atomically(folder.steps_file(key), rollout.trace.to_npz())
            if film is not None and filmed:
                film.keep()
    trace = rollout.trace
    return EpisodeRecord(
        suite=key.suite,
        task=key.task,
        variant=key.variant,
        episode_id=key.episode_id,
        seed=key.seed,
        protocol_id=protocol.id,
        status="scored",
        attempts=attempt,
        instruction=rollout.instruction,
        instruction_changes=rollout.instruction_changes,
        env_seed=key.derived_seed("env"),
        policy_seed=key.derived_seed("policy"),
        success=rollout.success,
        progress=trace.progress_now,
        steps=trace.steps,
        ended_by=rollout.ended_by,
        first_success_step=trace.first_success_step,
        final=trace.final(),
        ever=trace.ever(),
        policy_text=rollout.texts,
        freshness=trace.freshness_counts(),
        steps_file=folder.relative(folder.steps_file(key)),
        video_file=folder.relative(folder.video_file(key)) if filmed else None,
        strip_file=folder.relative(folder.strip_file(key)) if filmed else None,
        timing=EpisodeTiming(
            finished_at=utc_now(),
            wall_s=watch.total(),
            build_s=build_s,
            reset_s=watch.seconds("reset"),
            env_s=watch.seconds("env"),
            policy_s=watch.seconds("policy"),
            render_s=watch.seconds("render"),
            write_s=watch.seconds("write"),
        ),
    )


def _captions(spec: RunSpec, protocol: Protocol, key: EpisodeKey) -> bool | None:
    """A changing instruction is shown even where the policy says nothing."""
    planned = bool(protocol.events_of(key.episode_id))
    return True if spec.video_text is None and planned else spec.video_text
