from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from simeval.cli.main import main

pytestmark = pytest.mark.vulkan

LOG = Path(__file__).parents[1] / "runlog" / "data" / "schema_1"
SHORT = ("run", "suite=smoke", "tasks=[widowx_stack_cube]", "episodes=[0]", "horizon_steps=2")


@pytest.fixture(autouse=True)
def _temporary_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_sweep_makes_one_run_per_combination(tmp_path, capsys):
    code = main([*SHORT, "-m", "policy=zero", "policy.gripper=1,-1", "videos=none", "--json"])
    summaries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    options = [
        json.loads(path.read_text())["spec"]["policy"]["options"]["gripper"]
        for path in tmp_path.glob("results/runs/smoke/zero-*/run.json")
    ]

    assert code == 0
    assert [summary["scored"] for summary in summaries] == [1, 1]
    assert sorted(options) == [-1.0, 1.0]


def test_run_leaves_film_report_and_says_where(tmp_path, capsys):
    code = main([*SHORT, "policy=zero", "image_size=[64,48]", "name=first"])
    out, _ = capsys.readouterr()
    folder = tmp_path / "results" / "runs" / "smoke" / "first"

    assert code == 0
    assert "results/runs/smoke/first/report.html" in out
    assert {"run.json", "episodes.jsonl", "episodes.parquet", "summary.json", "report.html"} <= {
        path.name for path in folder.iterdir()
    }
    assert len(list((folder / "videos").glob("*.mp4"))) == 1


def test_fresh_starts_over_beside_the_old_run(tmp_path):
    runs = tmp_path / "results" / "runs" / "smoke"
    shutil.copytree(LOG, runs / "one")
    before = (runs / "one" / "episodes.jsonl").read_bytes()

    arguments = [*SHORT, "policy=zero", "videos=none", "report=false", "name=one"]
    assert main([*arguments, "fresh=true"]) == 0
    assert (runs / "one" / "episodes.jsonl").read_bytes() == before
    assert (runs / "one-2" / "episodes.jsonl").read_text().count("\n") == 1
