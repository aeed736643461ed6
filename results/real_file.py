"""Read the cells of a CSV or parquet file of real trials, as text."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from simeval.results.real_problems import NoRealResultsError, Problem, RealResultsError

SUFFIXES = (".csv", ".parquet")


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """One row: where it is in the file, and its cells by column, without spaces around."""

    place: str
    cells: dict[str, str]


def read_raw(path: Path) -> tuple[tuple[str, ...], list[RawRow]]:
    """Header and rows of a file.

    Raises:
        NoRealResultsError: The file is absent, or its name says that it is of another kind.
        RealResultsError: The file is empty or damaged.
    """
    if not path.is_file():
        kind = "is a folder" if path.is_dir() else "does not exist"
        raise _missing(path, f"the file {kind}. Give a CSV or parquet file.")
    if path.suffix.lower() not in SUFFIXES:
        raise _missing(path, f"the name ends in {path.suffix!r}, allowed is .csv or .parquet.")
    if path.stat().st_size == 0:
        raise _failed(path, "the file is empty. It needs a header line and one row per trial.")
    return _read_csv(path) if path.suffix.lower() == ".csv" else _read_parquet(path)


def _read_csv(path: Path) -> tuple[tuple[str, ...], list[RawRow]]:
    rows: list[RawRow] = []
    try:
        # Spreadsheet programs put a byte order mark in front; utf-8-sig takes it off.
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = tuple(name.strip() for name in next(reader, []))
            if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
                mark = "semicolons" if ";" in header[0] else "tabs"
                raise _failed(path, f"columns are separated by {mark}. Save it with commas.")
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    rows.append(_csv_row(path, header, cells, reader.line_num))
    except UnicodeDecodeError as error:
        raise _failed(
            path, f"byte {error.start} is not UTF-8. Save the file with the encoding UTF-8."
        ) from error
    except OSError as error:
        raise _failed(path, f"cannot be read ({error.strerror}).") from error
    except csv.Error as error:
        raise _failed(
            path, f"line {reader.line_num} is not CSV ({error}). A quotation mark may be open."
        ) from error
    return header, rows


def _csv_row(path: Path, header: Sequence[str], cells: Sequence[str], line: int) -> RawRow:
    if len(cells) != len(header):
        raise RealResultsError(
            path,
            [
                Problem(
                    place=f"line {line}",
                    column="",
                    text=f"{len(cells)} cells for {len(header)} columns. "
                    "Put text that holds a comma in quotation marks.",
                )
            ],
        )
    if any("\0" in cell for cell in cells):
        text = "it holds a NUL byte, so that the file is damaged. Copy or export it again."
        raise RealResultsError(path, [Problem(place=f"line {line}", column="", text=text)])
    named = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    return RawRow(place=f"line {line}", cells=named)


def _read_parquet(path: Path) -> tuple[tuple[str, ...], list[RawRow]]:
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(path)
    except (pyarrow.ArrowException, OSError) as error:
        first_line = str(error).splitlines()[0].rstrip(".")
        raise _failed(
            path, f"not a whole parquet file ({first_line}). Write or copy it again."
        ) from error
    header = tuple(str(name) for name in table.column_names)
    columns = [[_text(value) for value in column.to_pylist()] for column in table.columns]
    rows = [
        RawRow(place=f"row {number}", cells=dict(zip(header, cells, strict=True)))
        for number, cells in enumerate(zip(*columns, strict=True), 1)
    ]
    return header, rows


def _text(value: object) -> str:
    """Spell a parquet value as a CSV file would."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _failed(path: Path, text: str) -> RealResultsError:
    return RealResultsError(path, [Problem(place="", column="", text=text)])


def _missing(path: Path, text: str) -> NoRealResultsError:
    return NoRealResultsError(path, [Problem(place="", column="", text=text)])
