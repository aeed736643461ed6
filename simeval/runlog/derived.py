"""Rebuild `summary.json` and `episodes.parquet` from `run.json` and `episodes.jsonl`."""

from __future__ import annotations

from simeval.runlog.codec import to_json_text
from simeval.runlog.folder import RunFolder
from simeval.runlog.storage import explain_storage_errors, write_atomically
from simeval.runlog.summary import RunSummary, summarise
from simeval.runlog.table import episodes_parquet


def rebuild_derived(folder: RunFolder) -> RunSummary:
    """Write both files and return the summary.

    Raises:
        RunFolderError: The run cannot be read, or the folder is full or read-only.
    """
    records = folder.records()
    summary = summarise(folder.read_info(), records)
    with explain_storage_errors(folder.root):
        text = to_json_text(summary, indent=2) + "\n"
        write_atomically(folder.summary_file, text.encode())
        write_atomically(folder.table_file, episodes_parquet(records))
    return summary
