from __future__ import annotations

import dataclasses
import json
import random
import resource
import subprocess
import sys

import pytest

from simeval.errors import RunFolderError
from simeval.runlog.codec import from_json, to_json_text
from simeval.runlog.journal import EpisodeJournal, latest_records, read_journal
from simeval.runlog.record import EpisodeRecord, EpisodeTiming


def record(episode_id: int, **changes: object) -> EpisodeRecord:
    values: dict[str, object] = {
        "suite": "smoke",
        "task": "widowx_carrot_on_plate",
        "variant": "default",
        "episode_id": episode_id,
        "seed": 0,
        "protocol_id": "abc",
        "status": "scored",
        "env_seed": 1,
        "policy_seed": 2,
        "success": True,
        "final": {"grasped": True},
        "ever": {"grasped": True},
        "timing": EpisodeTiming(
            finished_at="2026-01-01T00:00:00.000+00:00",
            wall_s=1.0,
            build_s=0.0,
            reset_s=0.1,
            env_s=0.5,
            policy_s=0.1,
            render_s=0.2,
            write_s=0.1,
        ),
        **changes,
    }
    return EpisodeRecord(**values)


def write(path, *records):
    with EpisodeJournal(path) as journal:
        for item in records:
            journal.append(item)


def test_records_read_back_as_they_were(tmp_path):
    path = tmp_path / "episodes.jsonl"
    records = [record(0), record(1, success=False, policy_text=()), record(2, status="unscored")]
    write(path, *records)

    assert read_journal(path) == records


def test_every_cut_of_the_last_line_loses_only_that_line(tmp_path):
    whole = tmp_path / "whole.jsonl"
    write(whole, record(0), record(1))
    content = whole.read_bytes()
    first_line = content.index(b"\n") + 1
    for cut in [*range(first_line + 1, len(content), 37), len(content) - 1]:
        path = tmp_path / f"cut{cut}.jsonl"
        path.write_bytes(content[:cut])
        assert read_journal(path) == [record(0)]
        write(path, record(1))
        assert path.read_bytes() == content


def test_damage_before_the_end_is_an_error_with_the_line(tmp_path):
    path = tmp_path / "episodes.jsonl"
    write(path, record(0), record(1))
    path.write_bytes(b"{oops\n" + path.read_bytes())

    with pytest.raises(RunFolderError, match="line 1 is damaged"):
        read_journal(path)


def test_newer_log_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "episodes.jsonl"
    write(path, record(0))
    data = json.loads(path.read_text()) | {"schema_version": 99, "new_field": 1}
    path.write_text(json.dumps(data) + "\n")

    with pytest.raises(RunFolderError, match="newer simeval"):
        read_journal(path)


def test_last_record_of_a_key_counts_but_an_outcome_is_never_lost():
    lost = record(0, status="unscored", success=None)

    assert latest_records([lost, record(0)]) == {record(0).key: record(0)}
    assert latest_records([record(0), lost]) == {record(0).key: record(0)}


def test_order_of_records_does_not_matter():
    records = [record(number) for number in range(8)]
    shuffled = random.Random(0).sample(records, len(records))

    assert list(latest_records(shuffled).items()) == list(latest_records(records).items())


def test_nan_is_never_written():
    timing = dataclasses.replace(record(0).timing, wall_s=float("nan"))

    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json_text(record(0, timing=timing))


def test_write_that_fails_leaves_the_journal_as_it_was(tmp_path):
    # A limit on the size of files makes the kernel cut the write short, as a full disk does.
    path = tmp_path / "episodes.jsonl"
    write(path, record(0))
    before = path.read_bytes()
    script = f"""
import resource, pathlib
from simeval.errors import RunFolderError
from simeval.runlog.codec import from_json
from simeval.runlog.journal import EpisodeJournal, read_journal
path = pathlib.Path({str(path)!r})
resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) + 100}, {resource.RLIM_INFINITY}))
with EpisodeJournal(path) as journal:
    try:
        journal.append(read_journal(path)[0])
    except RunFolderError as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert "file too large" in done.stdout
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"episode_id": "0"}, "episode_id"),
        ({"status": "maybe"}, "status"),
        ({"colour": "red"}, "unknown fields"),
        ({"success": 1}, "success"),
    ],
)
def test_fields_of_the_wrong_type_are_refused(change, message):
    data = json.loads(to_json_text(record(0))) | change

    with pytest.raises(ValueError, match=message):
        from_json(EpisodeRecord, data)
