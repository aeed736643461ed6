"""Runs from the command line whose policy is a server that simeval starts, and that goes wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simeval.cli.main import main
from simeval.runlog import EpisodeRecord, RunFolder

pytestmark = pytest.mark.vulkan

PEER = Path(__file__).parents[1] / "remote" / "peers" / "http_peer.py"
SHORT = (
    "run",
    "suite=simpler/widowx",
    "tasks=[widowx_carrot_on_plate]",
    "seeds=[0]",
    "episodes=[0,1]",
    "horizon_steps=4",
    "videos=none",
    "report=false",
    "workers=1",
)


class Bench:
    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        program = "from simeval.cli.main import main; raise SystemExit(main())"
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def folder(self, name: str = "run") -> RunFolder:
        return RunFolder(self.root / name)

    def records(self, name: str = "run") -> dict[int, EpisodeRecord]:
        return {key.episode_id: record for key, record in self.folder(name).records().items()}

    def server(self, *arguments: str) -> str:
        """The option that starts the faulty server."""
        words = " ".join((str(PEER), "--dialect", "simeval", "--port", "{port}", *arguments))
        return f"policy.server.command='{sys.executable} {words}'"

    @staticmethod
    def error(done: subprocess.CompletedProcess[str]) -> str:
        assert "Traceback" not in done.stderr
        [line] = [line for line in done.stderr.splitlines() if line.startswith("simeval:")]
        return line


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, EpisodeRecord]:
    """Records of a run with the server that makes no mistakes."""
    bench = Bench(tmp_path_factory.mktemp("undisturbed"))
    done = bench.run(*SHORT, "policy=remote", bench.server(), "out=run")
    assert done.returncode == 0, done.stderr
    return untimed(bench.records())


def untimed(records: dict[int, EpisodeRecord]) -> dict[int, EpisodeRecord]:
    """Records without what may depend on how the run went."""
    return {number: replace(item, timing=None, attempts=1) for number, item in records.items()}


def test_served_policy_does_exactly_what_it_does_here(bench):
    local = bench.run(*SHORT, "policy=random", "out=local")
    serve = f"{sys.executable} -m simeval.cli.main serve policy=random port={{port}}"
    command = f"policy.server.command='{serve}'"
    served = bench.run(*SHORT, "policy=remote", "policy.cameras=[]", command, "out=served")

    assert local.returncode == 0, local.stderr
    assert served.returncode == 0, served.stderr
    for key in bench.folder("local").records():
        here, there = (bench.folder(name).steps_file(key) for name in ("local", "served"))
        with np.load(here) as one, np.load(there) as two:
            for name in one:
                np.testing.assert_array_equal(one[name], two[name])
    config = json.loads(bench.folder("served").info_file.read_text())["policy"]["config"]
    assert config["server_facts"]["name"] == "random"
    assert "random is ready" in (bench.root / "served" / "logs" / "server.log").read_text()


def test_server_killed_in_an_episode_costs_an_attempt_and_nothing_else(bench, undisturbed):
    # Request 0 is the check before the run; an episode of four steps asks twice.
    fault = bench.server("--fault", "die", "--at", "3", "--marker", str(bench.root / "marker"))
    done = bench.run(*SHORT, "policy=remote", fault, "out=run")

    assert done.returncode == 0, done.stderr
    assert "lost an attempt" in done.stderr
    assert {number: record.attempts for number, record in bench.records().items()} == {0: 1, 1: 2}
    assert untimed(bench.records()) == undisturbed
    log = (bench.root / "run" / "logs" / "server.log").read_text()
    assert log.count("[simeval] starting ") == 2


def test_server_gone_for_good_stops_the_run_and_more_patience_resumes_it(bench, undisturbed):
    fault = bench.server("--fault", "die", "--at", "3", "--marker", str(bench.root / "marker"))
    options = (*SHORT, "policy=remote", fault, "out=run")
    gone = bench.run(*options, "policy.server.restarts=0", "policy.connect_timeout_s=0.5")
    kept = bench.records()
    # The marker says that the fault has happened; other time-outs are no other run.
    resumed = bench.run(*options, "policy.server.restarts=2", "policy.connect_timeout_s=30")

    assert gone.returncode == 4
    assert "No policy server answers" in bench.error(gone)
    assert list(kept) == [0]
    assert resumed.returncode == 0, resumed.stderr
    assert "1 of 2 episodes finished before" in resumed.stderr
    assert untimed(bench.records()) == undisturbed
    assert bench.records()[0] == kept[0]


def test_server_that_reports_errors_leaves_the_episode_unscored(bench):
    fault = bench.server("--fault", "error", "--at", "1")
    done = bench.run(*SHORT, "episodes=[1]", "policy=remote", fault, "out=run")
    [lost] = bench.records().values()

    assert done.returncode == 4
    assert (lost.status, lost.success, lost.attempts) == ("unscored", None, 3)
    assert "no such camera" in str(lost.reason)


def test_server_that_answers_nan_stops_the_run_and_keeps_what_is_finished(bench):
    done = bench.run(
        *SHORT, "policy=remote", bench.server("--fault", "nan", "--at", "3"), "out=run"
    )

    assert done.returncode == 2
    assert "'actions' with nan at index" in bench.error(done)
    assert list(bench.records()) == [0]


def test_nobody_at_the_address_stops_the_run(bench):
    options = ("policy.url=http://127.0.0.1:1", "policy.connect_timeout_s=0.2")
    done = bench.run(*SHORT, "policy=remote", *options, "out=run")

    assert done.returncode == 4
    assert "No policy server answers at http://127.0.0.1:1 after 0.2 s" in bench.error(done)


@pytest.mark.parametrize(
    ("options", "words", "code"),
    [
        (("policy.protocol=openpy",), "Did you mean 'openpi'", 2),
        (("policy.server.command=python",), "where the port goes", 2),
        (("policy.server.command='false {port}'",), "ended with status 1 while starting", 4),
        (("policy.server.commandd=x",), "Did you mean 'policy.server.command'", 2),
        (
            ("policy.server.command='x {port}'", "policy.url=http://127.0.0.1:1"),
            "Leave out policy.url",
            2,
        ),
    ],
)
def test_wrong_options_are_explained_before_anything_runs(
    tmp_path, monkeypatch, capsys, options, words, code
):
    monkeypatch.chdir(tmp_path)

    assert main([*SHORT, "policy=remote", *options, "out=run"]) == code
    assert words in capsys.readouterr().err
