from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simeval.cli.main import main
from simeval.runlog import RunFolder

_spec = importlib.util.spec_from_file_location(
    "made_runs", Path(__file__).parents[1] / "comparison" / "made_runs.py"
)
assert _spec is not None and _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., RunFolder]:
    """Write a run with chosen outcomes: `make_run("a", {"task": [1, 0, None, "-"]})`."""

    def make(name: str, outcomes: object, **options: object) -> RunFolder:
        return _module.make_run(tmp_path / name, outcomes, **options)

    return make


class Gate:
    """The real verb on finished runs."""

    def __init__(self, root: Path, make: Callable[..., RunFolder], capsys: Any) -> None:
        self.root = root
        self._make = make
        self._capsys = capsys

    def between(self, candidate: object, baseline: object, *options: str, **made: Any) -> Gate:
        """Make both runs and the gate between them."""
        self._make("candidate", candidate, **made)
        self._make("baseline", baseline, **made)
        return self.run("candidate=candidate", "baseline=baseline", *options)

    def run(self, *options: str) -> Gate:
        """Run the verb; a margin of 0.1 where none is given."""
        margin = () if any(item.startswith("margin=") for item in options) else ("margin=0.1",)
        out = () if any(item.startswith(("out=", "name=")) for item in options) else ("out=gate",)
        self.code = main(["gate", *margin, *out, "report=false", *options])
        self.out, self.err = self._capsys.readouterr()
        return self

    @property
    def result(self) -> dict[str, Any]:
        return json.loads((self.root / "gate" / "gate.json").read_text())

    @property
    def plan(self) -> dict[str, Any]:
        return json.loads((self.root / "gate" / "plan.json").read_text())["plan"]

    @property
    def verdict(self) -> tuple[str, int]:
        assert self.result["exit_code"] == self.code
        return self.result["verdict"], self.code


@pytest.fixture
def gate(tmp_path: Path, make_run, capsys, monkeypatch) -> Gate:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    return Gate(tmp_path, make_run, capsys)
