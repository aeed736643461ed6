"""`episodes.parquet`: the records as a table, one row per episode, sorted by key."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from simeval.episodes import EpisodeKey
from simeval.runlog.record import EpisodeRecord


def episodes_parquet(records: Mapping[EpisodeKey, EpisodeRecord]) -> bytes:
    """Return the content of the Parquet file.

    Nested fields become columns with a dot: ``final.<sub-metric>``, ``ever.<sub-metric>``,
    ``timing.<part>``, ``freshness.<status>``. Texts are lines of one text.
    """
    import pyarrow as pa
    from pyarrow import parquet

    rows = [_row(records[key]) for key in sorted(records)]
    names = dict.fromkeys(name for row in rows for name in row)
    schema = pa.schema([(name, _column_type(name)) for name in names])
    buffer = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows, schema=schema), buffer)
    return buffer.getvalue()


def _row(record: EpisodeRecord) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: value
        for name, value in vars(record).items()
        if name
        not in ("final", "ever", "timing", "policy_text", "instruction_changes", "freshness")
    }
    for name, value in (record.final or {}).items():
        row[f"final.{name}"] = value
    for name, value in (record.ever or {}).items():
        row[f"ever.{name}"] = value
    if record.timing is not None:
        row.update({f"timing.{name}": value for name, value in vars(record.timing).items()})
    for name, count in (record.freshness or {}).items():
        row[f"freshness.{name}"] = count
    row["instruction_changes"] = "\n".join(
        f"{change.step}: {change.text}" for change in record.instruction_changes
    )
    row["policy_text"] = "\n".join(item.text for item in record.policy_text)
    return row


def _column_type(name: str) -> Any:
    import pyarrow as pa

    if name == "success" or name.startswith(("final.", "ever.")):
        return pa.bool_()
    if name in _INTEGERS or name.startswith("freshness."):
        return pa.int64()
    if name == "progress" or (name.startswith("timing.") and name.endswith("_s")):
        return pa.float64()
    return pa.string()


_INTEGERS = {
    "schema_version",
    "episode_id",
    "seed",
    "attempts",
    "env_seed",
    "policy_seed",
    "steps",
    "first_success_step",
}
