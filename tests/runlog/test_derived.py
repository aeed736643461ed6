from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from simeval.runlog import RunFolder
from simeval.runlog.derived import rebuild_derived
from simeval.runlog.storage import part_file, write_atomically

LOG = Path(__file__).parent / "data" / "schema_1"


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    shutil.copytree(LOG, tmp_path / "run")
    return RunFolder(tmp_path / "run")


def test_table_and_summary_are_rebuilt_from_the_journal(folder):
    rebuild_derived(folder)
    table = pd.read_parquet(folder.table_file)
    summary = json.loads(folder.summary_file.read_text())

    assert list(table["episode_id"]) == [0, 1, 2]
    assert list(table["success"]) == [False, True, None]
    assert table["ever.is_src_obj_grasped"].sum() == 2
    assert summary["tasks"][0]["wilson_low"] == pytest.approx(0.0945, abs=1e-4)


def test_order_of_lines_does_not_change_what_is_derived(folder):
    rebuild_derived(folder)
    before = (folder.summary_file.read_bytes(), folder.table_file.read_bytes())
    lines = folder.journal_file.read_text().splitlines(keepends=True)
    folder.journal_file.write_text("".join(reversed(lines)))
    rebuild_derived(folder)

    assert (folder.summary_file.read_bytes(), folder.table_file.read_bytes()) == before


def test_interrupted_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, b"old")
    with pytest.raises(KeyboardInterrupt), part_file(path) as part:
        part.write_bytes(b"ne")
        raise KeyboardInterrupt

    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["file"]
