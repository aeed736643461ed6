"""Every file that a gate leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simeval.gate.github import append_outputs, append_summary, outputs
from simeval.gate.junit import junit_xml
from simeval.gate.result import GateResult
from simeval.gate.summary import summary_markdown
from simeval.runlog import RunFolder
from simeval.runlog.codec import to_json_text
from simeval.runlog.storage import explain_storage_errors, write_atomically


@dataclass(frozen=True, kw_only=True)
class OutputFiles:
    """Where they go."""

    result: Path
    """gate.json: the source of truth."""
    junit: Path
    """JUnit."""
    summary: Path
    """Markdown, of this gate alone."""
    report: Path | None
    """HTML; None where it is not wanted."""
    appended_summaries: tuple[Path, ...]
    """Files to which the Markdown is added."""
    github_outputs: Path | None
    """File of step outputs."""


def output_files(
    folder: Path,
    environment: Mapping[str, str],
    *,
    junit: str | None,
    summary: str | None,
    report: bool,
) -> OutputFiles:
    """Return the places of a gate."""
    appended = [summary, environment.get("GITHUB_STEP_SUMMARY")]
    outputs_file = environment.get("GITHUB_OUTPUT")
    return OutputFiles(
        result=folder / "gate.json",
        junit=Path(junit) if junit else folder / "junit.xml",
        summary=folder / "summary.md",
        report=folder / "report.html" if report else None,
        appended_summaries=tuple(dict.fromkeys(Path(path) for path in appended if path)),
        github_outputs=Path(outputs_file) if outputs_file else None,
    )


def write_outputs(result: GateResult, files: OutputFiles, runs: Sequence[RunFolder]) -> None:
    """Write every file, the most important first.

    Raises:
        RunFolderError: One cannot be written; those before it are.
    """
    summary = summary_markdown(result)
    _write(files.result, (to_json_text(result, indent=1) + "\n").encode())
    _write(files.junit, junit_xml(result))
    _write(files.summary, summary.encode())
    for path in files.appended_summaries:
        with explain_storage_errors(path):
            append_summary(path, summary)
    if files.github_outputs is not None:
        named = {"gate_json": files.result, "junit": files.junit}
        with explain_storage_errors(files.github_outputs):
            append_outputs(files.github_outputs, outputs(result, named))
    if files.report is not None:
        from simeval.report.report_file import write_report

        found = [run for run in runs if run.info_file.is_file()]
        if found:
            write_report(found, files.report)


def _write(path: Path, content: bytes) -> None:
    with explain_storage_errors(path):
        write_atomically(path, content)
