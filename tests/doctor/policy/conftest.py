"""One environment, two recordings, and networks that act as the expert does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from simeval.doctor.policy.baseline import find_baseline
from simeval.doctor.policy.check import Check
from simeval.doctor.policy.decoding import encoded
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.input_checks import inputs_of
from simeval.doctor.policy.recording import Recording
from simeval.doctor.policy.stage import Stage
from simeval.doctor.policy.subject import subject_of
from simeval.policies import presets
from simeval.policies.model import Model
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.pipeline.statistics import load_statistics
from simeval.policies.presets import load_preset
from simeval.policies.specs import Preset

from .memory_network import MemoryNetwork, remember

# Octo's file has many data sets; these are the published numbers of OpenVLA's copies.
BRIDGE = {
    "mean": [0.0002, 0.0001, -0.0001, -0.0002, -0.0004, 0.0002, 0.58],
    "std": [0.0098, 0.0137, 0.0127, 0.0285, 0.0306, 0.0769, 0.497],
}
FRACTAL = {
    "mean": [0.007, 0.0063, -0.0126, 0.0433, -0.0058, 0.0009, 0.535],
    "std": [0.0692, 0.0597, 0.0735, 0.1561, 0.1316, 0.1459, 0.497],
}


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    stage = Stage("widowx_carrot_on_plate")
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def recordings(stage: Stage) -> tuple[Recording, ...]:
    return stage.record(0), stage.record(1)


@pytest.fixture(scope="session")
def statistics_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("statistics") / "dataset_statistics.json"
    path.write_text(
        json.dumps(
            {
                "bridge_dataset": {"action": BRIDGE},
                "fractal20220817_data": {"action": FRACTAL},
            }
        )
    )
    return str(path)


def edited(folder: Path, name: str, *changes: tuple[str, str]) -> str:
    """Write a shipped preset with some lines changed; return its path."""
    text = (Path(presets.__file__).parent / f"{name}.yaml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / f"my-{name}.yaml"
    path.write_text(text)
    return str(path)


@dataclass(frozen=True)
class Bench:
    """Examines presets around networks that were taught in the shipped preset."""

    stage: Stage
    recordings: tuple[Recording, ...]
    statistics_file: str
    folder: Path

    def statistics(self, preset: Preset):
        spec = preset.action.unnormalise
        if spec is None:
            return None
        file = self.statistics_file if spec.statistics == "file" else None
        return load_statistics(spec, width=preset.action.width, file=file)

    def memory(self, name: str) -> Path:
        """Teach a network what the expert did, in the numbers of a shipped preset."""
        path = self.folder / f"{name}.npz"
        if path.exists():
            return path
        preset = load_preset(name)
        pictures, said = [], []
        for recording in self.recordings:
            pictures += inputs_of(preset, recording, recording.steps)
            rows = encoded(
                preset,
                self.statistics(preset),
                recording.actions,
                recording.states,
                execute=preset.action.execute,
            )
            length = preset.action.chunk or preset.action.execute
            padded = np.concatenate([rows, np.repeat(rows[-1:], length, axis=0)])
            said += [padded[step : step + length] for step in range(len(rows))]
        remember(path, preset, pictures, np.stack(said))
        return path

    def network(self, name: str, fault: str = "none") -> MemoryNetwork:
        return MemoryNetwork(self.memory(name), fault)

    def examination(self, preset: str, model: Model, *, against: str = "") -> Examination:
        loaded = load_preset(preset)
        statistics = self.statistics(loaded)
        file = None if loaded.action.unnormalise is None else self.statistics_file
        bundled = loaded.action.unnormalise and loaded.action.unnormalise.statistics == "bundled"
        file = None if bundled else file
        subject = subject_of(
            ModelPolicy(loaded, model, statistics=statistics), statistics_file=file
        )
        return Examination(
            subject=subject,
            baseline=find_baseline(loaded, statistics, against=against, statistics_file=file),
            recordings=self.recordings,
            stage=self.stage,
        )


@pytest.fixture(scope="session")
def bench(
    stage: Stage,
    recordings: tuple[Recording, ...],
    statistics_file: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Bench:
    return Bench(stage, recordings, statistics_file, tmp_path_factory.mktemp("memories"))


@pytest.fixture
def edit(tmp_path: Path) -> Callable[..., str]:
    return lambda name, *changes: edited(tmp_path, name, *changes)


def wrong(checks: list[Check]) -> dict[str, str]:
    """Name to evidence and fix of everything that is wrong."""
    return {
        check.name: f"{check.evidence} | {check.fix}"
        for check in checks
        if check.verdict == "wrong"
    }
