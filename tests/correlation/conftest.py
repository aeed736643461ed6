from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from simeval.cli.main import main
from simeval.protocol import Protocol
from simeval.runlog import EpisodeRecord, RunFolder, RunInfo, RunSpec
from simeval.runlog.journal import EpisodeJournal
from simeval.runlog.run_info import PolicyChoice

Counts = Mapping[str, Mapping[str, tuple[int, int]]]
HEADER = ("policy", "task", "episode", "trial", "success", "date", "operator")


def _write_trials(path: Path, counts: Counts, *, repeats: int = 1) -> Path:
    """Write k successes of n trials per task and policy; `repeats` trials share a start."""
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for task, policies in counts.items():
            for policy, (successes, trials) in policies.items():
                for number in range(trials):
                    start, trial = divmod(number, repeats)
                    success = int(number < successes)
                    writer.writerow([policy, task, start, trial, success, "2026-01-31", "ada"])
    return path


@pytest.fixture(scope="session")
def write_trials() -> Callable[..., Path]:
    return _write_trials


@pytest.fixture
def trials(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, counts: Counts, *, repeats: int = 1) -> Path:
        return _write_trials(tmp_path / name, counts, repeats=repeats)

    return write


@pytest.fixture
def correlation(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict]:
    """Run the verb and return its document."""

    def run(*arguments: str) -> dict:
        assert main(["correlate", *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., Path]:
    """Write a run folder by the code that writes real ones.

    Outcomes by task and variant, one per initial condition: 1, 0, None for a lost episode, "-" for
    one that is not run yet, or a tuple of these, one per seed.
    """

    def make(
        name: str,
        outcomes: Mapping[tuple[str, str], Sequence[object]],
        suite: str = "made/suite",
        **fields: object,
    ) -> Path:
        folder = RunFolder(tmp_path / name)
        folder.create()
        protocols = [_protocol(*key, values, fields) for key, values in outcomes.items()]
        spec = RunSpec(
            suite=suite,
            policy=PolicyChoice(name=name, options={}),
            protocols=tuple(protocol.to_json() for protocol in protocols),
            videos="none",
            video_every=3,
            video_speed=2.0,
        )
        ids = {f"{protocol.task}/{protocol.variant}": protocol.id for protocol in protocols}
        folder.write_info(RunInfo(spec=spec, spec_hash=spec.hash, protocol_ids=ids))
        with EpisodeJournal(folder.journal_file) as journal:
            for protocol, values in zip(protocols, outcomes.values(), strict=True):
                for start, seeds in enumerate(values):
                    for seed, value in enumerate(seeds if isinstance(seeds, tuple) else (seeds,)):
                        if value != "-":
                            journal.append(_record(suite, protocol, start, seed, value))
        return folder.root

    return make


def _protocol(
    task: str, variant: str, values: Sequence[object], fields: Mapping[str, object]
) -> Protocol:
    seeds = len(values[0]) if isinstance(values[0], tuple) else 1
    usual: dict[str, object] = {
        "env_id": "simeval/task-v1",
        "instruction": "do it",
        "episode_ids": tuple(range(len(values))),
        "seeds": tuple(range(seeds)),
        "horizon_steps": 60,
        "success_rule": "last_step",
        "control_hz": 5,
        "sim_hz": 500,
        "camera": "3rd_view_camera",
        "image_size": (640, 480),
        "shader": "minimal",
        "asset_set": "bundled",
        "asset_hash": "0" * 64,
        "stand_ins": (),
    }
    return Protocol(task=task, variant=variant, **(usual | fields))  # type: ignore[arg-type]


def _record(suite: str, protocol: Protocol, start: int, seed: int, value: object) -> EpisodeRecord:
    lost = value is None
    return EpisodeRecord(
        suite=suite,
        task=protocol.task,
        variant=protocol.variant,
        episode_id=start,
        seed=seed,
        protocol_id=protocol.id,
        status="unscored" if lost else "scored",
        reason="lost on purpose" if lost else None,
        env_seed=start,
        policy_seed=seed,
        success=None if lost else bool(value),
        progress=None if lost else float(str(value)),
        steps=0 if lost else protocol.horizon_steps,
    )
