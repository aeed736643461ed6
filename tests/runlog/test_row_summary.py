"""Means over tasks and variants, against numpy and a closed form."""

from __future__ import annotations

import json
import math
from typing import NamedTuple

import numpy as np
import pytest

from simeval.cli.main import main
from simeval.errors import UsageError
from simeval.result_table import averaged, parse_rows
from simeval.results.dependence import PARTS
from simeval.runlog.row_summary import summarise_rows
from simeval.stats.simreal.trials import Trials
from simeval.stats.wilson import wilson_interval
from simeval.suites import load_suite

G = "google_robot_"
ORIENTATIONS = tuple(f"{G}pick_{name}_coke_can" for name in ("horizontal", "vertical", "standing"))
TABLE = load_suite("simpler/google_vm").table


class Counts(NamedTuple):
    task: str
    variant: str
    successes: int
    scored: int
    unscored: int = 0
    planned: int = 25


def counts_of(suite: str = "simpler/google_vm", seed: int = 0) -> list[Counts]:
    """Random counts with another number of episodes in every cell."""
    rng = np.random.default_rng(seed)
    found = []
    for entry in load_suite(suite).entries:
        n = int(rng.integers(5, 26))
        found.append(Counts(entry.task, entry.variant, int(rng.integers(0, n + 1)), n))
    return found


def rates(counts, *tasks) -> list[float]:
    return [each.successes / each.scored for each in counts if each.task in tasks]


def test_rows_are_averaged_as_the_tool_of_the_original_does():
    # tools/calc_metrics_evaluation_videos.py: the mean over variants of each orientation, then the
    # mean of the three; drawers and variants in one mean, then open and close.
    counts = counts_of()
    rows = {row.name: row for row in summarise_rows(TABLE, counts)}
    can = np.mean([np.mean(rates(counts, task)) for task in ORIENTATIONS])
    assert rows[f"{G}pick_coke_can"].rate == pytest.approx(can)
    opened, closed = (
        np.mean(
            rates(counts, *(f"{G}{verb}_{name}_drawer" for name in ("top", "middle", "bottom")))
        )
        for verb in ("open", "close")
    )
    assert rows[f"{G}open_drawer"].rate == pytest.approx(opened)
    assert rows[f"{G}close_drawer"].rate == pytest.approx(closed)
    assert rows[f"{G}drawer_average"].rate == pytest.approx((opened + closed) / 2)
    near = np.mean(rates(counts, f"{G}move_near_v0"))
    assert rows[f"{G}move_near"].rate == pytest.approx(near)
    pooled = rows[f"{G}pick_coke_can"].successes / rows[f"{G}pick_coke_can"].scored
    assert pooled != pytest.approx(can, abs=1e-4)


def test_the_interval_of_a_mean_is_made_from_wilsons_of_its_cells():
    counts = [each for each in counts_of() if each.task in ORIENTATIONS]
    (row,) = (row for row in summarise_rows(TABLE, counts) if row.name == f"{G}pick_coke_can")
    below = above = 0.0
    for each in counts:
        rate = each.successes / each.scored
        low, high = wilson_interval(successes=each.successes, trials=each.scored)
        below, above = below + (rate - low) ** 2, above + (high - rate) ** 2
    assert len(counts) == row.cells == 12
    assert row.low == pytest.approx(row.rate - math.sqrt(below) / 12)
    assert row.high == pytest.approx(row.rate + math.sqrt(above) / 12)


def test_a_row_without_all_its_cells_has_no_mean():
    counts = [each for each in counts_of() if each.task == ORIENTATIONS[0]]
    rows = {row.name: row for row in summarise_rows(TABLE, counts)}
    assert set(rows) == {ORIENTATIONS[0], f"{G}pick_coke_can"}
    average = rows[f"{G}pick_coke_can"]
    assert (average.rate, average.low, average.high) == (None, 0.0, 1.0)
    assert (average.cells_in_run, average.cells) == (4, 12)
    counts[0] = counts[0]._replace(successes=0, scored=0, unscored=3)
    rows = {row.name: row for row in summarise_rows(TABLE, counts)}
    assert rows[ORIENTATIONS[0]].rate is None


def test_unscored_episodes_bound_the_mean():
    task = f"{G}move_near_v0"
    counts = [each for each in counts_of() if each.task == task]
    counts[1] = counts[1]._replace(successes=4, scored=8, unscored=2)
    (row,) = summarise_rows(TABLE, counts)
    others = [rate for index, rate in enumerate(rates(counts, task)) if index != 1]
    assert row.unscored == 2
    assert row.rate == pytest.approx(np.mean([*others, 4 / 8]))
    assert row.rate_if_unscored_fail == pytest.approx(np.mean([*others, 4 / 10]))
    assert row.rate_if_unscored_succeed == pytest.approx(np.mean([*others, 6 / 10]))


@pytest.mark.parametrize("suite", ["simpler/google_vm", "simpler/google_va"])
def test_the_averages_are_those_of_the_published_tables(suite):
    means = {row.name: row.mean_of for row in load_suite(suite).table if row.mean_of}
    assert means == PARTS["simpler"]


def test_published_counts_through_the_same_code():
    # Table IV, RT-1 (converged), visual matching: 96, 90 and 71 of 100 are 0.857 on average.
    parts = dict(zip(ORIENTATIONS, (96, 90, 71), strict=True))
    found = averaged(TABLE, {task: Trials.from_counts(k, 100) for task, k in parts.items()})
    assert found[f"{G}pick_coke_can"].rate == pytest.approx(0.857, abs=5e-4)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"name": "a"}, "a row has name, label"),
        ({"name": "a", "label": "a", "task": ["t"]}, "a row has name, label"),
        ({"name": "a", "label": "a"}, "either tasks or mean_of"),
        ({"name": "a", "label": "a", "tasks": ["t"], "mean_of": ["b"]}, "names rows above"),
        ({"name": "a", "label": "a", "mean_of": ["a"]}, "names rows above"),
        ({"name": "a", "label": "a", "tasks": ["u"]}, "has no u"),
        ({"name": "a", "label": "a", "tasks": ["t"], "variants": ["w"]}, "has no t with"),
    ],
)
def test_a_wrong_row_of_a_suite_file_is_named(row, words):
    with pytest.raises(UsageError, match=words) as caught:
        parse_rows("made", [row], [("t", "v")])
    assert "'made'" in str(caught.value)


def test_show_prints_the_published_rows_of_a_run(tmp_path, capsys):
    out = tmp_path / "run"
    arguments = ["suite=simpler/google_vm", f"tasks=[{G}open_top_drawer]", "episodes=[0,4]"]
    options = ["policy=zero", "horizon_steps=1", "videos=none", "workers=1", "report=false"]
    assert main(["run", *arguments, *options, f"out={out}"]) == 0
    capsys.readouterr()

    assert main(["show", str(out)]) == 0
    text = capsys.readouterr().out
    (opened,) = (
        line.split() for line in text.splitlines() if line.strip().startswith("open drawer")
    )
    # One of three drawers, so there is no mean yet.
    assert opened[2:] == ["0/8", "4", "of", "12"]
    assert "recolor_tabletop_1" not in text

    assert main(["show", str(out), "--all"]) == 0
    assert "google_robot_open_top_drawer (recolor_tabletop_1)" in capsys.readouterr().out

    assert main(["show", str(out), "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert set(rows) == {f"{G}open_drawer", f"{G}drawer_average"}
    assert rows[f"{G}open_drawer"]["rate"] is None
