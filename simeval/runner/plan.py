"""From options to a spec: which episodes, under which protocols."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from simeval.assets import AssetSet, load_asset_set
from simeval.conf.run_config import RealTimeConfig, RunConfig
from simeval.envs import find_task
from simeval.envs.catalogue import find_variant
from simeval.envs.task_assets import find_assets
from simeval.errors import UnknownNameError, UsageError
from simeval.instructions import InstructionEvent
from simeval.protocol import SUCCESS_RULES, Protocol, SuccessRule
from simeval.real_time import RealTime, real_time_of
from simeval.runlog.run_info import PolicyChoice, RunSpec
from simeval.runner.goal_images import goal_images_hash
from simeval.runner.instruction_file import planned_events, read_instruction_file
from simeval.suites import Suite, SuiteEntry, load_suite

VIDEO_CHOICES = ("none", "failures", "all")

_Item = TypeVar("_Item")


def plan_run(config: RunConfig, *, policy: PolicyChoice) -> RunSpec:
    """Resolve the options of a run.

    Raises:
        UsageError: A value is not allowed; the message says which and what is.
        AssetError: The asset set is not installed or damaged.
    """
    suite = load_suite(config.suite)
    if config.videos not in VIDEO_CHOICES:
        raise UnknownNameError("value of videos", config.videos, VIDEO_CHOICES)
    _require(config.video.every >= 1, "video.every", config.video.every, "at least 1")
    _require(config.video.speed > 0, "video.speed", config.video.speed, "more than 0")
    assets = load_asset_set(config.assets)
    entries = _selected_entries(suite, config.tasks, config.variants)
    events = {} if config.instructions is None else read_instruction_file(config.instructions)
    protocols = [
        _protocol(entry, suite, config, assets, events.get(entry.task, ())) for entry in entries
    ]
    if events and not any(protocol.instruction_events for protocol in protocols):
        raise UsageError(
            f"instructions={config.instructions} says nothing in any episode of this run: it names "
            f"{', '.join(events)}; the run has {', '.join(dict.fromkeys(e.task for e in entries))}."
        )
    return RunSpec(
        suite=suite.name,
        policy=policy,
        protocols=tuple(protocol.to_json() for protocol in protocols),
        videos=config.videos,
        video_every=config.video.every,
        video_speed=config.video.speed,
        video_text=config.video.text,
        goals=config.goals,
    )


def _selected_entries(
    suite: Suite, tasks: Sequence[str] | None, variants: Sequence[str] | None
) -> list[SuiteEntry]:
    entries = list(suite.entries)
    if tasks is not None:
        known = list(dict.fromkeys(entry.task for entry in entries))
        _require_known(f"task of suite {suite.name}", _distinct("tasks", tasks), known)
        entries = [entry for entry in entries if entry.task in tasks]
    if variants is not None:
        known = list(dict.fromkeys(entry.variant for entry in entries))
        _require_known(
            f"variant of these tasks of suite {suite.name}", _distinct("variants", variants), known
        )
        entries = [entry for entry in entries if entry.variant in variants]
    return entries


def _require_known(kind: str, names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownNameError(kind, name, known)


def _protocol(
    entry: SuiteEntry,
    suite: Suite,
    config: RunConfig,
    assets: AssetSet,
    events: Sequence[InstructionEvent],
) -> Protocol:
    task = find_task(entry.task)
    variant = find_variant(task, entry.variant)
    found = find_assets(assets, task, variant, missing=config.missing)
    episode_ids = entry.episode_ids
    if config.episodes is not None:
        episode_ids = tuple(sorted(_distinct("episodes", config.episodes)))
        for number in episode_ids:
            _require(
                0 <= number < task.episode_count,
                "episodes",
                number,
                f"0 to {task.episode_count - 1} for {task.name}",
            )
    seeds = suite.seeds if config.seeds is None else tuple(_distinct("seeds", config.seeds))
    for seed in seeds:
        _require(seed >= 0, "seeds", seed, "0 or more")
    horizon = task.horizon_steps if config.horizon_steps is None else config.horizon_steps
    _require(horizon >= 1, "horizon_steps", horizon, "at least 1")
    return Protocol(
        task=task.name,
        variant=entry.variant,
        env_id=task.env_id,
        instruction=task.instruction,
        episode_ids=episode_ids,
        seeds=seeds,
        horizon_steps=horizon,
        success_rule=_success_rule(suite, config.success_rule),
        control_hz=task.control_hz,
        sim_hz=task.sim_hz,
        camera=task.camera,
        image_size=_image_size(config.image_size) or task.image_size,
        shader=config.shader,
        asset_set=assets.name,
        asset_hash=assets.content_hash_of(found.use),
        stand_ins=tuple(f"{item.missing} -> {item.replacement}" for item in found.stand_ins),
        real_time=_real_time(config.real_time),
        goal_images=_goal_images(config.goals, task.name, episode_ids),
        instruction_events=planned_events(events, episode_ids, horizon_steps=horizon),
    )


def _goal_images(folder: str | None, task: str, episode_ids: Sequence[int]) -> str | None:
    return None if folder is None else goal_images_hash(Path(folder), task, episode_ids)


def _real_time(config: RealTimeConfig) -> RealTime | None:
    return real_time_of(
        latency=config.latency,
        while_thinking=config.while_thinking,
        late_actions=config.late_actions,
        ask_with_left=config.ask_with_left,
    )


def _success_rule(suite: Suite, override: str | None) -> SuccessRule:
    if override is None:
        return suite.success_rule
    for rule in SUCCESS_RULES:
        if rule == override:
            return rule
    raise UnknownNameError("success_rule", override, SUCCESS_RULES)


def _image_size(override: Sequence[int] | None) -> tuple[int, int] | None:
    if override is None:
        return None
    allowed = "[width, height] in pixels, each at least 16"
    _require(
        len(override) == 2 and all(edge >= 16 for edge in override), "image_size", override, allowed
    )
    return override[0], override[1]


def _distinct(key: str, values: Sequence[_Item]) -> Sequence[_Item]:
    _require(len(values) > 0, key, list(values), "at least one value")
    _require(len(set(values)) == len(values), key, list(values), "each value once")
    return values


def _require(condition: bool, key: str, value: Any, allowed: str) -> None:
    if not condition:
        raise UsageError(f"{key}={value} is not allowed; allowed: {allowed}.")
