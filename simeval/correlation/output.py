"""The files that `simeval correlate out=FOLDER` writes."""

from __future__ import annotations

from pathlib import Path

from simeval.correlation.page import render
from simeval.correlation.record import FILE_NAME, CorrelationFile, write_correlation
from simeval.correlation.scatter import draw, panels
from simeval.errors import UsageError
from simeval.runlog.storage import explain_storage_errors, write_atomically


def write_folder(record: CorrelationFile, folder: Path) -> dict[str, Path]:
    """Write the document, the figure in two formats and the report; return the files by label.

    Files of an earlier call are replaced.

    Raises:
        UsageError: The name is that of a file.
        RunFolderError: The disk is full or read-only.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"out={folder} is a file; give a folder.")
    files = {
        "Data:": folder / FILE_NAME,
        "Report:": folder / "correlation.html",
        "Figure:": folder / "scatter.png",
        "as SVG:": folder / "scatter.svg",
    }
    shown = panels(record)
    contents = {
        "Report:": render(record).encode(),
        "Figure:": draw(shown, record, "png"),
        "as SVG:": draw(shown, record, "svg"),
    }
    write_correlation(record, files["Data:"])
    for label, content in contents.items():
        with explain_storage_errors(files[label]):
            write_atomically(files[label], content)
    return files
