"""Write an empty form for real trials."""

from __future__ import annotations

import csv
from pathlib import Path

from simeval.errors import UsageError
from simeval.results.real_file import SUFFIXES
from simeval.results.real_format import COLUMNS, TEMPLATE_POLICY

_EXAMPLES = (
    {
        "policy": TEMPLATE_POLICY,
        "task": "widowx_carrot_on_plate",
        "episode": "0",
        "trial": 0,
        "success": True,
        "progress": 1.0,
        "date": "2026-01-31",
        "operator": "initials",
        "robot": "arm 1",
        "notes": "example, delete this row",
    },
    {
        "policy": TEMPLATE_POLICY,
        "task": "widowx_carrot_on_plate",
        "episode": "1",
        "trial": 0,
        "success": False,
        "progress": 0.5,
        "date": "2026-01-31",
        "operator": "initials",
        "robot": "arm 1",
        "notes": "example, delete this row",
    },
)


def write_real_results_template(path: Path | str) -> Path:
    """Write a CSV or parquet file with every column and two example rows to delete.

    `read_real_results` refuses the file while the examples are in it.

    Raises:
        UsageError: The name ends in neither .csv nor .parquet, or the file is there already.
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"Cannot write {path}: the name must end in {' or '.join(SUFFIXES)}.")
    if path.exists():
        raise UsageError(f"Cannot write {path}: it is there already. Choose another name.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".parquet":
        import pyarrow
        from pyarrow import parquet

        parquet.write_table(pyarrow.Table.from_pylist(list(_EXAMPLES)), path)
        return path
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(COLUMNS), lineterminator="\n")
        writer.writeheader()
        for example in _EXAMPLES:
            writer.writerow(example | {"success": int(bool(example["success"]))})
    return path
