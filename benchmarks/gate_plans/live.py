"""Gates of real policies, by the verb."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def live(workers: int) -> Iterator[dict[str, Any]]:
    """Run gates of the expert and its faults against the expert."""
    for rung in ("none", "action_noise", "grasp_offset", "wrong_object"):
        with tempfile.TemporaryDirectory() as folder:
            started = time.monotonic()
            arguments = [
                *("gate", "suite=simpler/widowx", "policy=expert", f"policy.rung={rung}"),
                *("baseline.policy=expert", "margin=0.1", "videos=none", "report=false"),
                *(f"workers={workers}", f"out={folder}/gate"),
            ]
            program = "from simeval.cli.main import main; raise SystemExit(main())"
            subprocess.run(
                [sys.executable, "-c", program, *arguments],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            result = json.loads((Path(folder) / "gate" / "gate.json").read_text())
        yield {
            "candidate": rung,
            "verdict": result["verdict"],
            "pairs_used": result["pairs_used"],
            "pairs_planned": result["pairs_planned"],
            "episodes_run": sum(item["episodes_finished"] for item in result["policies"]),
            "e_pass": round(result["overall"]["e_pass"], 3),
            "e_fail": round(result["overall"]["e_fail"], 3),
            "seconds": round(time.monotonic() - started, 1),
        }
