"""Run a check in a process of its own, which may die of a broken driver."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import Any

from simeval.errors import InfrastructureError


def run_module(module: str, *arguments: str, timeout_s: float = 180.0) -> dict[str, Any]:
    """Run ``python -m module`` and read the JSON on its last line.

    Raises:
        InfrastructureError: It crashed, hung or printed something else; the message is short.
    """
    try:
        result = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InfrastructureError(f"gave no answer within {timeout_s:.0f} s") from error
    if result.returncode < 0:
        raise InfrastructureError(f"crashed with {signal.Signals(-result.returncode).name}")
    try:
        answer: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    except (IndexError, ValueError) as error:
        last_words = (result.stderr.strip().splitlines() or ["no message"])[-1]
        raise InfrastructureError(last_words) from error
    return answer
