"""Load the published tables: one CSV file per benchmark, one row per number."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib import resources
from io import StringIO
from typing import TYPE_CHECKING

from simeval.errors import UnknownNameError
from simeval.results.published_value import (
    COLUMNS,
    PublishedTableError,
    PublishedValue,
    parse_row,
)
from simeval.results.vocabulary import BENCHMARKS

if TYPE_CHECKING:
    import pandas as pd


@cache
def published_values(benchmark: str) -> tuple[PublishedValue, ...]:
    """Every published number of one benchmark, in the order of its file.

    Raises:
        UnknownNameError: No such benchmark.
        PublishedTableError: The file does not follow its own rules.
    """
    if benchmark not in BENCHMARKS:
        raise UnknownNameError("published benchmark", benchmark, BENCHMARKS)
    file = resources.files("simeval.results").joinpath("published", f"{benchmark}.csv")
    with StringIO(file.read_text(encoding="utf-8"), newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise PublishedTableError(
                f"The published table {benchmark!r} is damaged: its columns are "
                f"{reader.fieldnames}, not {list(COLUMNS)}. Install simeval anew."
            )
        values = tuple(parse_row(benchmark, reader.line_num, cells) for cells in reader)
    repeated = [key for key, count in Counter(value.key for value in values).items() if count > 1]
    if repeated:
        raise PublishedTableError(
            f"The published table {benchmark!r} is damaged: it holds {repeated[0]} twice. "
            "Install simeval anew."
        )
    return values


def load_published(
    *,
    benchmark: str | None = None,
    task: str | None = None,
    setting: str | None = None,
    variant: str | None = None,
    policy: str | None = None,
    metric: str | None = None,
    edition: str | None = None,
) -> pd.DataFrame:
    """Published numbers as a table, one row per number, the fields of `PublishedValue` as columns.

    Every argument keeps the rows with exactly that value; ``variant=""`` keeps the main numbers.

    Raises:
        UnknownNameError: A name that no row has.
    """
    import pandas as pd

    names = (benchmark,) if benchmark is not None else tuple(BENCHMARKS)
    values = [value for name in names for value in published_values(name)]
    wanted = {
        "task": task,
        "setting": setting,
        "variant": variant,
        "policy": policy,
        "metric": metric,
        "edition": edition,
    }
    for field, name in wanted.items():
        if name is None:
            continue
        known = {getattr(value, field) for value in values}
        if name not in known:
            raise UnknownNameError(f"published {field}", name, known - {""})
        values = [value for value in values if getattr(value, field) == name]

    columns = list(PublishedValue.__dataclass_fields__)
    frame = pd.DataFrame(
        [[getattr(value, column) for column in columns] for value in values], columns=columns
    )
    return frame.astype(
        {"value": float, "uncertainty": float, "successes": "Int64", "trials": "Int64"}
    )
