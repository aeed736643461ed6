from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

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
