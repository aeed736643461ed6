from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simeval.episodes import EpisodeKey
from simeval.runlog import EpisodeRecord, RunFolder

PLUGIN = Path(__file__).parent / "plugin"


class Workbench:
    """The real command line, run in a temporary folder, with a faulty policy installed."""

    short = (
        "run",
        "suite=simpler/widowx",
        "tasks=[widowx_carrot_on_plate]",
        "episodes=[0,1,2,3]",
        "horizon_steps=4",
        "videos=none",
        "report=false",
    )

    def __init__(self, root: Path) -> None:
        self.root = root

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        program = "from simeval.cli.main import main; raise SystemExit(main())"
        paths = [str(PLUGIN), os.environ.get("PYTHONPATH", "")]
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            cwd=self.root,
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **variables)
        try:
            out, err = process.communicate(timeout=300)
        finally:
            process.kill()
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def folder(self, name: str = "run") -> RunFolder:
        return RunFolder(self.root / name)

    @staticmethod
    def without_timing(folder: RunFolder) -> dict[EpisodeKey, EpisodeRecord]:
        """Every field of every record that must not depend on how the run was executed."""
        return {key: replace(record, timing=None) for key, record in folder.records().items()}

    def assert_same(self, first: RunFolder, second: RunFolder) -> None:
        """Records, summaries and per-step arrays are equal, to the last bit."""
        assert self.without_timing(first) == self.without_timing(second)
        assert first.summary_file.read_text() == second.summary_file.read_text()
        for key in first.records():
            with np.load(first.steps_file(key)) as one, np.load(second.steps_file(key)) as two:
                assert sorted(one) == sorted(two)
                for name in one:
                    np.testing.assert_array_equal(one[name], two[name], err_msg=f"{key} {name}")

    @staticmethod
    def assert_error(done: subprocess.CompletedProcess[str], *words: str, exit_code: int) -> None:
        """An error for people: the exit code, one paragraph with these words, no traceback."""
        assert done.returncode == exit_code, done.stderr
        assert "Traceback" not in done.stderr
        errors = [line for line in done.stderr.splitlines() if line.startswith("simeval:")]
        assert len(errors) == 1, done.stderr
        for word in words:
            assert word in errors[0]


@pytest.fixture
def workbench(tmp_path: Path) -> Workbench:
    return Workbench(tmp_path)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """The short run of the random policy with one worker, from start to end in one go."""
    bench = Workbench(tmp_path_factory.mktemp("undisturbed"))
    done = bench.run(*bench.short, "policy=random", "workers=1", "out=run")
    assert done.returncode == 0, done.stderr
    return bench.folder()
