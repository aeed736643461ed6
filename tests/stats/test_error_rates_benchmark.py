from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "stats_error_rates.py"


def run(*options: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPT), *options],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_every_entry_runs_without_a_warning():
    result = run("--experiments", "3")

    assert result["experiments"] == 3
    for kind, least in (("coverage", 40), ("error", 25)):
        assert len(result[kind]) >= least
        for entry in result[kind].values():
            assert 0 <= entry["share"] <= 1


def test_a_seed_fixes_the_figures_and_another_changes_them():
    def share(seed: str) -> float:
        result = run("--experiments", "400", "--only", "pooled", "--seed", seed)
        (entry,) = result["coverage"].values()
        return entry["share"]

    assert share("1") == share("1") != share("2")
