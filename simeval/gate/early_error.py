"""Telling CI about an error that ended a gate before it had a plan."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from simeval.errors import SimevalError
from simeval.gate.github import append_outputs, append_summary
from simeval.gate.junit import junit_of_error
from simeval.gate.summary import plain_text


def report_early_error(
    error: SimevalError, arguments: Sequence[str], environment: Mapping[str, str]
) -> None:
    """Write the error to the files that were named; there is no gate folder yet.

    What cannot be written is passed over: the error itself is what a user has to see.

    Args:
        error: What ended the gate.
        arguments: As typed; they may be the error.
        environment: Of the process.
    """
    junit, summary = _named("junit", arguments), _named("summary", arguments)
    if junit is not None:
        with contextlib.suppress(OSError):
            junit.parent.mkdir(parents=True, exist_ok=True)
            junit.write_bytes(junit_of_error(str(error)))
    text = f"## simeval gate: ERROR\n\n{plain_text(str(error))}\n"
    step_summary = environment.get("GITHUB_STEP_SUMMARY")
    for path in (summary, Path(step_summary) if step_summary else None):
        if path is not None:
            with contextlib.suppress(OSError):
                append_summary(path, text)
    outputs = environment.get("GITHUB_OUTPUT")
    if outputs:
        with contextlib.suppress(OSError):
            append_outputs(Path(outputs), iter(["verdict=ERROR", f"exit_code={error.exit_code}"]))


def _named(key: str, arguments: Sequence[str]) -> Path | None:
    for argument in arguments:
        name, separator, value = argument.partition("=")
        if name == key and separator and value.strip("'\""):
            return Path(value.strip("'\""))
    return None
