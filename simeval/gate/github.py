"""What GitHub Actions reads: the step summary, annotations and outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from simeval.gate import words
from simeval.gate.result import GateResult

SUMMARY_LIMIT_BYTES = 1024 * 1024
"""A step whose summary is larger loses all of it."""

_CUT = "\n\n(cut here: the summary of a step is limited to 1 MiB; gate.json has everything)\n"
_LEVELS = {"PASS": "notice", "FAIL": "error", "INCONCLUSIVE": "error"}


def on_github(environment: Mapping[str, str]) -> bool:
    """Tell whether GitHub Actions, or something that behaves like it, is listening."""
    names = ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")
    return any(environment.get(name) for name in names)


def annotation_lines(result: GateResult) -> Iterator[str]:
    """Yield one workflow command for the gate and one for each task that failed."""
    level = _LEVELS.get(result.verdict, "error")
    if result.verdict == "INCONCLUSIVE" and result.exit_code == 0:
        level = "warning"
    yield command(level, f"simeval gate: {result.verdict}", words.headline(result))
    for task in result.tasks:
        if task.verdict == "FAIL":
            text = f"difference {words.points(task.difference)} points {words.interval(task)}"
            yield command("error", f"simeval gate: {words.name_of(task)} FAIL", text)
    for item in result.validity:
        if item.problems:
            yield command("warning", f"sim-real validity of {item.task}", "; ".join(item.problems))


def command(level: str, title: str, message: str) -> str:
    """Return a workflow command on one line."""
    return f"::{level} title={_property(title)}::{_data(message)}"


def outputs(result: GateResult, files: Mapping[str, Path]) -> Iterator[str]:
    """Yield the outputs of the step, key=value."""
    found = result.overall
    values: dict[str, object] = {
        "verdict": result.verdict,
        "exit_code": result.exit_code,
        "reason": result.reason,
        "difference": "" if found.difference is None else f"{found.difference:.6f}",
        "difference_low": f"{found.low:.6f}",
        "difference_high": f"{found.high:.6f}",
        "e_pass": "" if found.e_pass is None else f"{found.e_pass:.6g}",
        "e_fail": "" if found.e_fail is None else f"{found.e_fail:.6g}",
        "units_used": result.units_used,
        "units_planned": result.units_planned,
        "plan_sha256": result.plan_sha256,
        **files,
    }
    for name, value in values.items():
        # A line break would start another output.
        yield f"{name}={' '.join(str(value).split())}"


def append_summary(path: Path, text: str) -> None:
    """Add to a summary file, and stay under the limit of a step.

    Raises:
        OSError: The file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    room = SUMMARY_LIMIT_BYTES - (path.stat().st_size if path.exists() else 0)
    content = text.encode()
    if len(content) > room:
        cut = _CUT.encode()
        kept = content[: max(0, room - len(cut))].decode(errors="ignore").encode()
        content = kept + cut if room >= len(cut) else b""
    with path.open("ab") as file:
        file.write(content)


def append_outputs(path: Path, lines: Iterator[str]) -> None:
    """Add outputs to the file that GitHub reads.

    Raises:
        OSError: The file cannot be written.
    """
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
