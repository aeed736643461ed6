"""From options to a policy that can be examined: build it, start its server, set the stage."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from simeval.conf.compose_policy_doctor import ComposedPolicyDoctor
from simeval.conf.policy_doctor_config import PolicyDoctorConfig
from simeval.doctor.policy.baseline import Baseline, find_baseline
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.stage import Stage, robot_of
from simeval.doctor.policy.subject import Subject, subject_of
from simeval.doctor.policy.synthetic import synthetic_recordings
from simeval.envs.catalogue import TASKS, find_task
from simeval.errors import AssetError, ModelConnectionError, UsageError
from simeval.policies.interface import Policy
from simeval.policies.model import Model
from simeval.policies.registry import PolicyEntry
from simeval.policies.remote.factory import connect_model, default_url
from simeval.policies.remote.options import LinkOptions
from simeval.policies.serving.launched_server import LaunchedServer
from simeval.policies.specs import Preset

_POLL_S = 0.2
_BATCH = 4
# Loading weights twice to compare two copies is not worth it.
_ONE_COPY = ("in_process", "hierarchical")
_LIGHT = "widowx_carrot_on_plate"


@contextmanager
def admitted(composed: ComposedPolicyDoctor) -> Iterator[Examination]:
    """Yield a policy ready to be examined; let go of it afterwards.

    Raises:
        UsageError: An option does not fit.
        InfrastructureError: The server does not come up, or the stage cannot be set.
    """
    config = composed.config
    if composed.entry.name == "replay":
        raise UsageError(
            "policy=replay repeats the actions of a run; there is no adapter to examine. Examine "
            "the policy of that run."
        )
    with _served(composed.entry, composed.options) as (policy, options, server):
        subject = _subject(composed.entry, options, policy, server)
        try:
            baseline = None
            if subject.preset is not None:
                baseline = find_baseline(
                    subject.preset,
                    subject.statistics,
                    against=config.against,
                    statistics_file=subject.statistics_file,
                )
            stage, why = _stage(config, subject.preset)
            try:
                yield examination(
                    subject, stage, episodes=config.episodes, baseline=baseline, no_stage=why
                )
            finally:
                if stage is not None:
                    stage.close()
        finally:
            subject.policy.close()


def examination(
    subject: Subject,
    stage: Stage | None,
    *,
    episodes: list[int],
    baseline: Baseline | None,
    no_stage: str = "",
) -> Examination:
    """Record what the policy is asked about."""
    if stage is not None:
        recordings = tuple(stage.record(episode) for episode in episodes)
    else:
        assert subject.preset is not None
        task = f"{subject.preset.conventions.task_prefix}examination"
        recordings = synthetic_recordings(subject.preset, task=task)
    if subject.preset is not None:
        # A wrong rate is a finding of its own, and shall not hide what comes after it.
        hz = subject.preset.action.control_hz
        recordings = tuple(
            replace(recording, context=replace(recording.context, control_hz=hz))
            for recording in recordings
        )
    return Examination(
        subject=subject,
        baseline=baseline,
        recordings=recordings,
        stage=stage,
        no_stage=no_stage,
    )


@contextmanager
def _served(
    entry: PolicyEntry, options: Mapping[str, Any]
) -> Iterator[tuple[Policy, Mapping[str, Any], LaunchedServer | None]]:
    """Yield the policy, its options, and the server that was started for it, if it asks for one."""
    launch = entry.launch(options)
    if launch is None:
        yield entry.build(options), options, None
        return
    logs = Path(tempfile.mkdtemp(prefix="simeval-doctor-"))
    with LaunchedServer(launch.spec, logs / "server.log") as server:
        there = {**options, "url": launch.url(server.port)}
        deadline = time.monotonic() + launch.spec.startup_timeout_s
        yield _built_when_ready(entry, there, server, deadline), there, server
    # After an error the log is still needed: the message names it.
    shutil.rmtree(logs, ignore_errors=True)


def _built_when_ready(
    entry: PolicyEntry, options: Mapping[str, Any], server: LaunchedServer, deadline: float
) -> Policy:
    """Return the policy once its server answers: one that listens may still load its weights."""
    while True:
        try:
            return entry.build(options)
        except ModelConnectionError as error:
            if time.monotonic() > deadline or not server.alive:
                raise ModelConnectionError(server.explain(f"cannot be used ({error})")) from error
            time.sleep(_POLL_S)


def _subject(
    entry: PolicyEntry,
    options: Mapping[str, Any],
    policy: Policy,
    server: LaunchedServer | None,
) -> Subject:
    remote = entry.launcher is not None
    cheap = not remote and entry.name not in _ONE_COPY
    return subject_of(
        policy,
        statistics_file=options.get("statistics") or None,
        connect_batch=_connect_batch(options) if remote else None,
        fresh=partial(entry.build, options) if cheap else None,
        remote=remote,
        # The keeper ends its whole group; the server is then started again.
        end_server=None if server is None else lambda: os.kill(server.pid, signal.SIGTERM),
    )


def _connect_batch(options: Mapping[str, Any]) -> Callable[[], Model] | None:
    """Return what connects for four episodes at once; only simeval/1 can carry them."""
    protocol = options.get("protocol") or "simeval"
    preset = options.get("preset")
    if preset and not options.get("protocol"):
        from simeval.policies.presets import load_preset

        protocol = load_preset(preset).protocol
    if protocol != "simeval":
        return None
    link = LinkOptions(
        url=options["url"] or default_url(protocol),
        connect_timeout_s=options["connect_timeout_s"],
        reply_timeout_s=options["reply_timeout_s"],
        first_reply_timeout_s=options["first_reply_timeout_s"],
        max_message_mb=options["max_message_mb"],
        api_key=os.environ.get(options["api_key_variable"], ""),
        slots=_BATCH,
    )
    return partial(connect_model, protocol, link)


def _stage(config: PolicyDoctorConfig, preset: Preset | None) -> tuple[Stage | None, str]:
    """Return the environment, or why there is none."""
    if config.task:
        find_task(config.task)
        robot = robot_of(config.task).name
        if preset is not None and robot != preset.robot:
            raise UsageError(
                f"task={config.task} is one of the robot {robot}; the preset {preset.name} is made "
                f"for {preset.robot}. See: simeval ls tasks"
            )
        return Stage(config.task, assets=config.assets), ""
    if preset is None or preset.robot == "widowx":
        return Stage(_LIGHT, assets=config.assets), ""
    tasks = [name for name in TASKS if name.startswith(preset.conventions.task_prefix)]
    if not tasks:
        return None, f"simeval has no task of the robot {preset.robot} yet"
    try:
        return Stage(tasks[0], assets=config.assets), ""
    except AssetError as error:
        return None, f"the environment is not there: {error}"
