from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = pytest.mark.vulkan

PLUGIN = Path(__file__).parents[1] / "runner" / "plugin"

# `SIMEVAL_TEST_KILLS=20 pytest tests/gate -k killed` is the long form.
KILLS = int(os.environ.get("SIMEVAL_TEST_KILLS", "2"))

# Two control steps, in which no policy solves anything: pairs that never differ.
SHORT = (
    "gate",
    "suite=simpler/widowx",
    "tasks=[widowx_stack_cube]",
    "horizon_steps=2",
    "videos=none",
    "report=false",
    "workers=2",
)


class Bench:
    """The real command line in a temporary folder, with a faulty policy installed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        program = "from simeval.cli.main import main; raise SystemExit(main())"
        hidden = ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        paths = [str(PLUGIN), os.environ.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=400)
        finally:
            process.kill()
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def result(self, name: str) -> dict[str, Any]:
        return json.loads((self.root / name / "gate.json").read_text())

    def finished(self, name: str) -> dict[str, int]:
        """Episodes in the journal of each side."""
        return {
            path.parent.name: path.read_bytes().count(b"\n")
            for path in (self.root / name).glob("*/episodes.jsonl")
        }


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_stops_as_soon_as_it_knows_and_starts_nothing_more(bench):
    done = bench.run(*SHORT, "policy=zero", "baseline.policy=zero", "margin=0.3", "out=gate")
    result = bench.result("gate")

    assert done.returncode == 0, done.stderr
    assert (result["verdict"], result["units_planned"]) == ("PASS", 24)
    # mean over bets of (1 + 0.3 bet / 0.7)^n reaches 20.
    used = next(
        n for n in range(1, 25) if sum((1 + k * 0.3 / 14) ** n for k in range(1, 20)) >= 380
    )
    assert result["units_used"] == used
    finished = bench.finished("gate")
    assert finished == {p["side"]: p["episodes_finished"] for p in result["policies"]}
    assert all(used <= count <= used + 9 for count in finished.values())
    assert f"{used} of 24 planned pairs used" in " ".join(done.stdout.split())


def test_the_same_command_again_runs_nothing_and_says_the_same(bench):
    command = (*SHORT, "policy=zero", "baseline.policy=zero", "margin=0.3", "out=gate")
    assert bench.run(*command).returncode == 0
    before, finished = bench.result("gate"), bench.finished("gate")
    again = bench.run(*command)
    after = bench.result("gate")

    assert again.returncode == 0
    assert bench.finished("gate") == finished
    for name in ("verdict", "overall", "tasks", "path", "plan_sha256", "registered_at"):
        assert after[name] == before[name]


def test_killed_at_random_moments_ends_with_the_same_evidence(bench):
    command = (
        *("gate", "suite=simpler/widowx", "tasks=[widowx_stack_cube]", "policy=expert"),
        *("policy.rung=action_noise", "baseline.policy=expert", "margin=0.1", "videos=none"),
        *("workers=2", "report=false", "horizon_steps=36"),
    )
    calm = bench.run(*command, "out=calm")
    dice = random.Random(KILLS)
    killed = 0
    for _ in range(KILLS):
        before = sum(bench.finished("gate").values())
        process = bench.start(*command, "out=gate")
        deadline = time.monotonic() + 120
        while sum(bench.finished("gate").values()) < before + 3 and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(dice.uniform(0.0, 0.5))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
    done = bench.run(*command, "out=gate")
    one, two = bench.result("calm"), bench.result("gate")

    assert killed >= 1
    assert done.returncode == calm.returncode
    assert len(one["path"]) > 6
    assert one["overall"]["other_only"] > 3
    assert one["path"] == two["path"]
    for name in ("verdict", "exit_code", "overall", "tasks", "units_used", "plan_sha256"):
        assert one[name] == two[name], name


def test_ctrl_c_leaves_a_result_and_the_next_call_goes_on(bench):
    command = (*SHORT, "policy=zero", "baseline.policy=zero", "margin=0.2", "out=gate")
    process = bench.start(*command)
    deadline = time.monotonic() + 120
    while sum(bench.finished("gate").values()) < 6 and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    result = bench.result("gate")

    assert process.returncode == 130
    assert "Traceback" not in err
    assert "the same command again goes on" in err
    assert (result["verdict"], result["exit_code"]) == ("INTERRUPTED", 130)
    assert (bench.root / "gate" / "junit.xml").read_text().count("<error") == 1
    assert not any(worker.is_running() and worker.status() != "zombie" for worker in workers)
    done = bench.run(*command)
    assert done.returncode == 0, done.stderr
    assert "were finished before" in done.stderr
    assert bench.result("gate")["units_used"] == 21


@pytest.fixture(scope="module")
def zero_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the policy that does not move."""
    bench = Bench(tmp_path_factory.mktemp("zero"))
    done = bench.run("run", *SHORT[1:], "policy=zero", "out=base")
    assert done.returncode == 0, done.stderr
    return bench.root / "base"


def test_a_finished_baseline_is_read_and_pinned_and_not_run_again(bench, zero_run):
    shutil.copytree(zero_run, bench.root / "base")
    journal = bench.root / "base" / "episodes.jsonl"
    before = journal.read_bytes()
    command = (*SHORT, "policy=zero", "baseline=base", "golden=base", "margin=0.3", "out=gate")
    done = bench.run(*command)

    assert done.returncode == 0, done.stderr
    assert list(bench.finished("gate")) == ["candidate"]
    assert journal.read_bytes() == before
    assert bench.result("gate")["golden"]["verdict"] == "PASS"
    journal.write_text(journal.read_text().replace('"success": false', '"success": true', 1))
    changed = bench.run(*command)
    assert changed.returncode == 2
    assert "baseline.outcomes_sha256" in changed.stderr


def test_an_unfinished_baseline_is_refused_before_anything_runs(bench, zero_run):
    shutil.copytree(zero_run, bench.root / "base")
    journal = bench.root / "base" / "episodes.jsonl"
    journal.write_text("".join(journal.read_text().splitlines(keepends=True)[:-2]))
    done = bench.run(*SHORT, "policy=zero", "baseline=base", "margin=0.3", "out=gate")

    assert done.returncode == 4
    assert "the baseline (base) lacks 2 of the 24 planned episodes" in done.stderr
    assert bench.finished("gate") == {}


def test_lost_episodes_stay_lost_until_they_are_to_be_retried(bench):
    marker = bench.root / "marker"
    # A margin at which every pair is needed, wherever the order puts the episode that is lost.
    command = (
        *SHORT,
        *("policy=faulty", "policy.fault=memory", "policy.episode=7", f"policy.marker={marker}"),
        *("policy.times=3", "baseline.policy=zero", "margin=0.1", "out=gate"),
    )
    first = bench.run(*command)
    lost = bench.result("gate")["unscored"]

    assert first.returncode == 3, first.stderr
    assert lost["pairs"] == 1
    assert {episode["side"] for episode in lost["episodes"]} == {"candidate"}
    assert "memory" in json.dumps(lost["episodes"]).lower()
    again = bench.run(*command)
    assert bench.result("gate")["unscored"] == lost
    retried = bench.run(*command, "retry_unscored=true")
    assert again.returncode == retried.returncode == 3
    assert bench.result("gate")["unscored"]["pairs"] == 0


def test_broken_infrastructure_is_exit_4_with_every_file(bench):
    done = bench.run(
        *SHORT,
        *("policy=faulty", "policy.fault=kill", "policy.episode=3", "baseline.policy=zero"),
        *("margin=0.1", "max_unscored=0", "out=gate"),
    )
    result = bench.result("gate")

    assert done.returncode == 4
    assert (result["verdict"], result["exit_code"]) == ("ERROR", 4)
    assert "1 pair lost an episode" in result["reason"]
    assert "SIGKILL" in result["unscored"]["episodes"][0]["reason"]
    folder = bench.root / "gate"
    assert {"plan.json", "gate.json", "junit.xml", "summary.md"} <= {
        p.name for p in folder.iterdir()
    }
    assert "<error" in (folder / "junit.xml").read_text()


def test_a_policy_that_cannot_work_is_exit_2_with_every_file(bench):
    done = bench.run(
        *SHORT,
        *("policy=faulty", "policy.fault=nan", "policy.episode=0", "baseline.policy=zero"),
        *("margin=0.1", "out=gate"),
    )

    assert done.returncode == 2
    assert bench.result("gate")["verdict"] == "ERROR"
    assert "finite" in bench.result("gate")["reason"]


def test_a_policy_far_ahead_waits_for_the_other(bench):
    process = bench.start(
        *SHORT,
        *("policy=zero", "baseline.policy=faulty", "baseline.policy.step_s=0.6"),
        *("margin=0.1", "out=gate"),
    )
    try:
        deadline = time.monotonic() + 120
        while bench.finished("gate").get("baseline", 0) < 4 and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        finished = bench.finished("gate")
        assert finished["candidate"] - finished["baseline"] <= 5
    finally:
        process.kill()
        process.communicate()
