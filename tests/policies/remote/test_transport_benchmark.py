from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from simeval.policies.remote.factory import PROTOCOLS

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "policy_transport.py"


def test_every_protocol_is_measured_and_slots_share_forward_passes():
    command = [sys.executable, str(SCRIPT), "--seconds", "0.5", "--slots", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result = json.loads(done.stdout)
    rows = [row for rows in result["protocols"].values() for row in rows]

    # RoboArena and both dialects of GR00T have rows of their own, and simeval/1 its version.
    assert len(result["protocols"]) == len(PROTOCOLS) + 1
    assert all(0 < row["p50_ms"] <= row["p95_ms"] and row["rows_per_s"] > 0 for row in rows)
    assert {int(size) for size in result["many_slots"]["batch_sizes"]} <= {1, 2, 3}
    steps = sum(int(size) * n for size, n in result["many_slots"]["batch_sizes"].items())
    assert steps == round(result["many_slots"]["steps_per_s"] * 0.5)
