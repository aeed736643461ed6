from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from simeval.cli.main import main

LOG = Path(__file__).parents[1] / "runlog" / "data" / "schema_1"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(LOG, tmp_path / "results" / "runs" / "simpler-widowx" / "one")
    return "results/runs/simpler-widowx/one"


def _json(capsys, *arguments):
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("what", "column", "expected"),
    [
        ("suites", "suite", "simpler/widowx"),
        ("tasks", "task", "widowx_put_eggplant_in_basket"),
        ("policies", "policy", "random"),
        ("assets", "asset set", "bundled"),
        ("runs", "run", "results/runs/simpler-widowx/one"),
    ],
)
def test_listing_names_what_there_is(run, what, column, expected, capsys):
    rows = _json(capsys, "ls", what)

    assert expected in [row[column] for row in rows]
    assert main(["ls", what]) == 0
    assert expected in capsys.readouterr().out


def test_empty_listing_says_so(run, capsys):
    assert main(["ls", "scenes"]) == 0
    assert "no scenes found" in capsys.readouterr().out


def test_unreadable_run_does_not_hide_the_others(run, capsys):
    broken = Path("results/runs/broken")
    broken.mkdir()
    (broken / "run.json").write_text("{")
    rows = _json(capsys, "ls", "runs")

    assert {row["run"]: row["suite"] for row in rows} == {
        run: "simpler/widowx",
        "results/runs/broken": "unreadable",
    }


def test_show_gives_counts_interval_and_bounds(run, capsys):
    assert main(["show", run]) == 0
    text = capsys.readouterr().out

    assert "1/2" in text
    assert "9.5% to 90.5%" in text
    assert "1 (rate 33.3% to 66.7%)" in text
    assert "last_step" in text


def test_show_as_json_is_the_summary(run, capsys):
    summary = _json(capsys, "show", run)

    assert (summary["successes"], summary["scored"], summary["unscored"]) == (1, 2, 1)


def test_help_of_run_lists_every_key(capsys):
    assert main(["run", "--help"]) == 0
    text = capsys.readouterr().out

    for key in ("workers", "success_rule", "video.every=3", "episode_timeout_s", "fresh=false"):
        assert key in text
