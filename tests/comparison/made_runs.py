"""Run folders with chosen outcomes, written by the code that writes real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from simeval.episodes import EpisodeKey
from simeval.protocol import Protocol
from simeval.runlog import EpisodeRecord, RunFolder, RunInfo, RunSpec
from simeval.runlog.journal import EpisodeJournal
from simeval.runlog.run_info import PolicyChoice

PROTOCOL = Protocol(
    task="",
    variant="default",
    env_id="simeval/task-v1",
    instruction="do it",
    episode_ids=(),
    seeds=(0,),
    horizon_steps=60,
    success_rule="last_step",
    control_hz=5,
    sim_hz=500,
    camera="3rd_view_camera",
    image_size=(640, 480),
    shader="minimal",
    asset_set="bundled",
    asset_hash="0" * 64,
    stand_ins=(),
)

Outcomes = Mapping[str, Sequence[object]]
"""Task to outcomes: success (1, 0), None for an episode that was lost, "-" for one not run; or a
tuple of these, one per seed. The position is the initial condition."""


def make_run(
    root: Path,
    outcomes: Outcomes,
    *,
    policy: str = "made",
    options: Mapping[str, object] | None = None,
    suite: str = "made/suite",
    copies: bool | None = None,
    **protocol: object,
) -> RunFolder:
    """Write a run.

    Args:
        root: Its folder.
        outcomes: What came out.
        policy: Name of the policy.
        options: Options of the policy.
        suite: Name of the suite.
        copies: Write step files: whether the seeds of a condition copy each other.
        protocol: Fields of the protocol other than usual.
    """
    protocols = []
    for task, conditions in outcomes.items():
        seeds = len(conditions[0]) if isinstance(conditions[0], tuple) else 1
        usual = replace(
            PROTOCOL,
            task=task,
            episode_ids=tuple(range(len(conditions))),
            seeds=tuple(range(seeds)),
        )
        protocols.append(replace(usual, **protocol))  # type: ignore[arg-type]
    spec = RunSpec(
        suite=suite,
        policy=PolicyChoice(name=policy, options=dict(options or {})),
        protocols=tuple(item.to_json() for item in protocols),
        videos="none",
        video_every=3,
        video_speed=2.0,
    )
    folder = RunFolder(root)
    folder.create()
    folder.write_info(
        RunInfo(
            spec=spec,
            spec_hash=spec.hash,
            protocol_ids={f"{item.task}/{item.variant}": item.id for item in protocols},
        )
    )
    with EpisodeJournal(folder.journal_file) as journal:
        for item in protocols:
            for condition, seeds_of_it in enumerate(outcomes[item.task]):
                values = seeds_of_it if isinstance(seeds_of_it, tuple) else (seeds_of_it,)
                for seed, value in enumerate(values):
                    if value != "-":
                        record = _record(suite, item, condition, seed, value)
                        journal.append(_with_steps(folder, record, copies))
    return folder


def _record(
    suite: str, protocol: Protocol, condition: int, seed: int, value: object
) -> EpisodeRecord:
    key = EpisodeKey(
        suite=suite, task=protocol.task, variant=protocol.variant, episode_id=condition, seed=seed
    )
    return EpisodeRecord(
        suite=suite,
        task=protocol.task,
        variant=protocol.variant,
        episode_id=condition,
        seed=seed,
        protocol_id=protocol.id,
        status="unscored" if value is None else "scored",
        reason="lost on purpose" if value is None else None,
        env_seed=key.derived_seed("env"),
        policy_seed=key.derived_seed("policy"),
        success=None if value is None else bool(value),
        steps=0 if value is None else protocol.horizon_steps,
    )


def _with_steps(folder: RunFolder, record: EpisodeRecord, copies: bool | None) -> EpisodeRecord:
    if copies is None or not record.scored:
        return record
    seed = record.episode_id if copies else record.episode_id * 1000 + record.seed
    path = folder.steps_file(record.key)
    path.parent.mkdir(exist_ok=True)
    np.savez(path, actions=np.random.default_rng(seed).normal(size=(3, 7)))
    return replace(record, steps_file=folder.relative(path))
