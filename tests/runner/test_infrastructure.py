from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.vulkan

TWO = ("policy=faulty", "episodes=[0,1]", "workers=1", "out=run")


def test_lost_for_good_is_unscored_and_never_a_failure(workbench):
    done = workbench.run(*workbench.short, *TWO, "policy.fault=kill")
    summary = json.loads(workbench.folder().summary_file.read_text())
    [task] = summary["tasks"]

    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert (task["scored"], task["unscored"], task["planned"]) == (1, 1, 2)
    assert task["rate_if_unscored_fail"] == 0.0
    assert task["rate_if_unscored_succeed"] == 0.5
    [lost] = [record for record in workbench.folder().records().values() if not record.scored]
    assert lost.episode_id == 1
    assert lost.success is None
    assert lost.attempts == 3
    assert "SIGKILL" in lost.reason


def test_unscored_is_run_again_on_resume(workbench):
    marker = workbench.root / "marker"
    fault = ("policy.fault=memory", "policy.times=3", f"policy.marker={marker}")
    first = workbench.run(*workbench.short, *TWO, *fault)
    lost = [record.reason for record in workbench.folder().records().values() if record.reason]
    second = workbench.run(*workbench.short, *TWO, *fault)

    assert first.returncode == 4
    assert lost == ["MemoryError: no more"]
    assert second.returncode == 0, second.stderr
    assert "1 of 2 episodes finished before" in second.stderr
    assert all(record.scored for record in workbench.folder().records().values())


def test_worker_killed_once_is_replaced(workbench):
    marker = workbench.root / "marker"
    fault = ("policy.fault=kill", "policy.times=1", f"policy.marker={marker}")
    done = workbench.run(*workbench.short, *TWO, *fault)
    attempts = {key.episode_id: r.attempts for key, r in workbench.folder().records().items()}

    assert done.returncode == 0, done.stderr
    assert "lost an attempt" in done.stderr
    assert attempts == {0: 1, 1: 2}


def test_hanging_episode_is_lost_after_the_timeout(workbench):
    marker = workbench.root / "marker"
    fault = ("policy.fault=hang", "policy.times=1", f"policy.marker={marker}")
    done = workbench.run(*workbench.short, *TWO, *fault, "episode_timeout_s=8")

    assert done.returncode == 0, done.stderr
    assert "no outcome within 8 s" in done.stderr


@pytest.mark.parametrize(
    ("fault", "words"), [("nan", ("nan", "column 2")), ("shape", ("shape (7,)", "(T, 7)"))]
)
def test_bad_action_stops_the_run_and_keeps_what_is_finished(workbench, fault, words):
    done = workbench.run(*workbench.short, *TWO, f"policy.fault={fault}")

    workbench.assert_error(done, "'faulty' at step 1", *words, exit_code=2)
    [kept] = workbench.folder().records().values()
    assert (kept.episode_id, kept.scored) == (0, True)


def test_folder_below_a_file_is_refused(workbench):
    (workbench.root / "file").write_text("")
    done = workbench.run(*workbench.short, "policy=zero", "out=file/run")

    workbench.assert_error(done, "file/run", "not a directory", "out=FOLDER", exit_code=4)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, with room for a run log of one episode or so."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32k", "none", disk], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine does not allow mounting a small disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_full_disk_stops_the_run_and_loses_nothing(workbench, small_disk, undisturbed):
    arguments = (*workbench.short, "policy=random", "workers=1", "out=disk/run")
    full = workbench.run(*arguments)
    folder = workbench.folder("disk/run")
    kept = workbench.without_timing(folder)
    subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
    resumed = workbench.run(*arguments)

    workbench.assert_error(full, "no space left on device", "resume", exit_code=4)
    assert 0 < len(kept) < 4
    assert resumed.returncode == 0, resumed.stderr
    assert f"{len(kept)} of 4 episodes finished before" in resumed.stderr
    workbench.assert_same(undisturbed, folder)


def test_disk_that_fills_while_filming_is_told_apart_from_a_broken_encoder(workbench, small_disk):
    subprocess.run(["mount", "-o", "remount,size=100k", small_disk], check=True)
    done = workbench.run(
        *workbench.short, "policy=random", "workers=1", "videos=all", "video.every=1",
        "out=disk/run",
    )  # fmt: skip

    workbench.assert_error(done, "no space left on device", exit_code=4)


def test_read_only_run_folder_is_refused(workbench, small_disk):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    done = workbench.run(*workbench.short, "policy=zero", "out=disk/run")

    workbench.assert_error(done, "read-only", "writable", exit_code=4)


def test_missing_asset_set_is_refused_before_anything_is_written(workbench):
    nowhere = {"SIMEVAL_SIMPLER_ASSETS": str(workbench.root)}
    done = workbench.run(*workbench.short, "policy=zero", "assets=simpler", "out=run", **nowhere)

    workbench.assert_error(done, "simeval assets install simpler", exit_code=4)
    assert not (workbench.root / "run").exists()


@pytest.mark.simpler_assets
def test_corrupt_asset_file_is_named(workbench, simpler_assets):
    copy = workbench.root / "assets"
    subprocess.run(["cp", "-rs", simpler_assets, copy], check=True)
    [damaged] = copy.glob("**/models/bridge_carrot_generated_modified/collision.obj")
    content = damaged.read_bytes()
    damaged.unlink()
    damaged.write_bytes(content[: len(content) // 2])
    done = workbench.run(
        *workbench.short, "policy=zero", "assets=simpler", "out=run",
        SIMEVAL_SIMPLER_ASSETS=str(copy),
    )  # fmt: skip

    workbench.assert_error(done, "bridge_carrot_generated_modified", exit_code=4)
