from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_benchmark_prints_exact_and_simulated_gates():
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "gate_episodes.py"), "--gates", "20"],
        capture_output=True,
        text=True,
        check=True,
    )
    document = json.loads(done.stdout)
    exact = {
        (row["margin"], row["most_pairs"], row["truth"]): row["expected_pairs"]
        for row in document["exact"]
    }
    simulated = {row["scenario"]: row for row in document["simulated"]}

    # As published: 44 pairs at a margin of 0.1 where nothing differs, 90 at 0.05.
    assert exact[0.1, 200, "identical"] == 44.0
    assert exact[0.05, 400, "identical"] == 90.0
    assert exact[0.1, 400, "equal, 20 % differ"] == 149.1
    assert simulated["identical"]["mean_units_used"] == 44.0
    assert simulated["worse by 55 points"]["fail"]["share"] == 1.0
    # (1.645 + 0.842)^2 0.2 / 0.1^2, the published 124 pairs; nothing shows what never differs.
    assert simulated["equal, 20 % differ"]["fixed_pairs_80_percent_power"] == 124
    assert simulated["identical"]["fixed_pairs_80_percent_power"] is None
    assert document["live"] == []
