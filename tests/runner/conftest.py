from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simeval.episodes import EpisodeKey
from simeval.policies.interface import (
    ActionChunk,
    EpisodeContext,
    Observation,
    Policy,
    PolicySpec,
)
from simeval.protocol import Protocol
from simeval.runlog import EpisodeRecord, RunFolder
from simeval.runner.goal_images import GoalImages
from simeval.runner.rollout import Rollout, roll_out
from simeval.runner.stopwatch import Stopwatch

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


class PaperEnv:
    """An environment on paper: it remembers actions, counts frames, and never succeeds.

    Its task has one instruction per sub-task.
    """

    def __init__(self, *instructions: str, forced_at: int | None = None) -> None:
        self.instructions = instructions or ("put carrot on plate",)
        self.forced_at = forced_at
        self.unwrapped = self
        self.subtask = 0
        self.actions: list[np.ndarray] = []
        self.rendered: list[int] = []

    def reset(self, *, seed: int, options: dict[str, int]) -> tuple[dict, dict]:
        return self._now()

    def step(self, action: np.ndarray) -> tuple:
        self.actions.append(action)
        if len(self.actions) == self.forced_at:
            self.advance_subtask()
        observed, info = self._now()
        return observed, 0.0, False, False, info

    def advance_subtask(self) -> bool:
        if self.subtask + 1 == len(self.instructions):
            return False
        self.subtask += 1
        return True

    def capture(self) -> dict[str, np.ndarray]:
        self.rendered.append(len(self.actions))
        return {"3rd_view_camera": np.full((4, 4, 3), len(self.actions), dtype=np.uint8)}

    def _now(self) -> tuple[dict, dict]:
        state = {"qpos": np.zeros(8), "gripper_opening": np.ones(1)}
        info = {"success": False, "instruction": self.instructions[self.subtask]}
        return {"state": state}, info


class Counting:
    """Each action says in x when and in y for which step it was computed; remembers questions."""

    def __init__(self, chunk: int = 4, *, done_at: int | None = None) -> None:
        self.spec = PolicySpec(name="counting", cameras=())
        self.chunk = chunk
        self.done_at = done_at
        self.text: Any = None
        self.begun: list[EpisodeContext] = []
        self.asked: list[Observation] = []

    def reset(self, episode: EpisodeContext) -> None:
        self.begun.append(episode)

    def act(self, observation: Observation) -> ActionChunk:
        self.asked.append(observation)
        actions = np.zeros((self.chunk, 7))
        actions[:, 0] = observation.step
        actions[:, 1] = observation.step + np.arange(self.chunk)
        done = observation.step == self.done_at
        return ActionChunk(actions=actions, terminate=done, text=self.text)


class Stage:
    """Rolls out episodes on paper."""

    key = EpisodeKey(
        suite="paper", task="widowx_carrot_on_plate", variant="default", episode_id=3, seed=0
    )
    protocol = Protocol(
        task="widowx_carrot_on_plate",
        variant="default",
        env_id="simeval/widowx_carrot_on_plate-v1",
        instruction="put carrot on plate",
        episode_ids=(3,),
        seeds=(0,),
        horizon_steps=12,
        success_rule="last_step",
        control_hz=5,
        sim_hz=500,
        camera="3rd_view_camera",
        image_size=(4, 4),
        shader="twin",
        asset_set="bundled",
        asset_hash="0" * 64,
        stand_ins=(),
    )
    Env = PaperEnv
    Counting = Counting

    def roll(
        self,
        policy: Policy,
        env: PaperEnv | None = None,
        *,
        goals: GoalImages | None = None,
        **protocol: Any,
    ) -> Rollout:
        return roll_out(
            PaperEnv() if env is None else env,
            policy,
            key=self.key,
            protocol=replace(self.protocol, **protocol),
            submetrics=(),
            film=None,
            film_every=3,
            watch=Stopwatch(),
            goals=goals,
        )

    @staticmethod
    def steps(rollout: Rollout) -> dict[str, np.ndarray]:
        with np.load(io.BytesIO(rollout.trace.to_npz())) as arrays:
            return dict(arrays)


@pytest.fixture
def stage() -> Stage:
    return Stage()


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
