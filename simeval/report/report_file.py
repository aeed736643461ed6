"""Render a report and write it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simeval import __version__
from simeval.report.content import ReportContent, collect
from simeval.runlog import RunFolder
from simeval.runlog.clock import utc_now
from simeval.runlog.storage import explain_storage_errors, write_atomically


def write_report(folders: Sequence[RunFolder], output: Path) -> int:
    """Write one self-contained HTML file about these runs and return its size in bytes.

    Raises:
        UsageError: A folder is not a run.
        RunFolderError: A run cannot be read, or the file cannot be written.
    """
    page = render(collect(folders)).encode()
    with explain_storage_errors(output):
        write_atomically(output, page)
    return len(page)


def render(content: ReportContent) -> str:
    """Return the report as HTML."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("simeval.report", package_path=""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["percent"] = _percent
    environment.filters["words"] = _words
    environment.filters["breakable"] = _breakable
    environment.filters["plain"] = _plain
    return environment.get_template("report.html.j2").render(
        content=content, version=__version__, made_at=utc_now()[:16].replace("T", " ")
    )


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{100 * rate:.1f}\N{NO-BREAK SPACE}%"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _breakable(name: str) -> Any:
    """Let a long name break after its underscores."""
    import markupsafe

    return markupsafe.Markup("_<wbr>").join(name.split("_"))


def _plain(value: Any) -> str:
    """Spell a JSON value for a table."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(item)}" for name, item in value.items()) or "none"
    if isinstance(value, list | tuple):
        mark = "; " if any(isinstance(item, dict) for item in value) else ", "
        return mark.join(map(_plain, value)) or "none"
    return "none" if value is None else str(value)
