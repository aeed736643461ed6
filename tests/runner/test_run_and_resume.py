from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.vulkan

# `SIMEVAL_TEST_KILLS=20 pytest tests/runner -k killed_at_random` is the long form.
KILLS = int(os.environ.get("SIMEVAL_TEST_KILLS", "3"))


def _wait_for_lines(path: Path, count: int, *, process: subprocess.Popen[str]) -> None:
    """Wait until a file has so many lines or the process that writes it has ended."""
    deadline = time.monotonic() + 120
    while process.poll() is None:
        if path.exists() and path.read_bytes().count(b"\n") >= count:
            return
        assert time.monotonic() < deadline, f"{path} still has fewer than {count} lines"
        time.sleep(0.01)


def test_what_comes_out_does_not_depend_on_the_number_of_workers(workbench, undisturbed):
    done = workbench.run(*workbench.short, "policy=random", "workers=2", "out=run")

    assert done.returncode == 0, done.stderr
    workbench.assert_same(undisturbed, workbench.folder())


def test_run_folder_says_what_was_run(undisturbed):
    info = json.loads(undisturbed.info_file.read_text())
    [protocol] = info["spec"]["protocols"]

    assert protocol["task"] == "widowx_carrot_on_plate"
    assert (protocol["control_hz"], protocol["sim_hz"]) == (5, 500)
    assert protocol["image_size"] == [640, 480]
    assert (protocol["horizon_steps"], protocol["success_rule"]) == (4, "last_step")
    assert protocol["episode_ids"] == [0, 1, 2, 3]
    assert info["policy"]["config"]["translation_std_m"] == 0.01
    session = info["sessions"][0]
    assert session["config"]["horizon_steps"] == 4
    assert "policy=random" in session["arguments"]
    assert {"numpy", "sapien", "mani_skill", "torch"} <= set(session["packages"])
    assert session["renderer"]


def test_records_hold_every_submetric_and_the_steps_agree_with_them(undisturbed):
    import numpy as np

    names = {
        "moved_correct_obj",
        "moved_wrong_obj",
        "is_src_obj_grasped",
        "consecutive_grasp",
        "src_on_target",
    }
    for key, record in undisturbed.records().items():
        assert set(record.final) == set(record.ever) == names
        assert record.steps == 4
        assert record.instruction == "put carrot on plate"
        with np.load(undisturbed.steps_file(key)) as arrays:
            assert arrays["actions"].shape == (4, 7)
            assert arrays["tcp_pose_in_base"].shape == (4, 7)
            assert arrays["queried"].all()
            for name in names:
                assert record.final[name] == arrays[f"sub.{name}"][-1]
                assert record.ever[name] == arrays[f"sub.{name}"].any()


def test_same_command_again_runs_nothing(workbench):
    arguments = (*workbench.short, "policy=zero", "episodes=[0]", "workers=1")
    first = workbench.run(*arguments)
    [folder] = (workbench.root / "results/runs/simpler-widowx").iterdir()
    before = (folder / "episodes.jsonl").read_bytes()
    started = time.monotonic()
    second = workbench.run(*arguments)

    assert first.returncode == second.returncode == 0
    assert "1 of 1 episodes finished before" in second.stderr
    assert (folder / "episodes.jsonl").read_bytes() == before
    assert time.monotonic() - started < 10


def test_killed_at_random_moments_equals_undisturbed(workbench):
    # Enough work that no attempt gets to the end of it.
    episodes = f"episodes=[{','.join(map(str, range(24)))}]"
    seeds = f"seeds=[{','.join(map(str, range(2 + KILLS // 2)))}]"
    long = ("horizon_steps=40", episodes, seeds)
    arguments = (*workbench.short, "policy=random", *long, "workers=2")
    calm = workbench.run(*arguments, "out=calm")
    journal = workbench.folder().journal_file
    dice = random.Random(KILLS)
    killed = 0
    for number in range(KILLS):
        process = workbench.start(*arguments, "out=run")
        if number % 2:
            # While it starts up, reads the log, or has just begun.
            time.sleep(dice.uniform(0.2, 6.0))
        else:
            # Around the moment at which an episode is written.
            lines = journal.read_bytes().count(b"\n") if journal.exists() else 0
            _wait_for_lines(journal, lines + 1, process=process)
            time.sleep(dice.uniform(0.0, 0.3))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
    before = journal.read_bytes().count(b"\n")
    done = workbench.run(*arguments, "out=run")

    assert calm.returncode == done.returncode == 0, done.stderr
    assert killed >= KILLS / 2
    assert before < len(workbench.folder().records())
    assert journal.read_bytes().count(b"\n") == len(workbench.folder().records())
    workbench.assert_same(workbench.folder("calm"), workbench.folder())
    assert not list(workbench.folder().root.glob("**/*.part"))


def test_torn_last_line_is_run_again(workbench, undisturbed):
    arguments = (*workbench.short, "policy=random", "workers=1", "out=run")
    import shutil

    shutil.copytree(undisturbed.root, workbench.root / "run")
    journal = workbench.folder().journal_file
    content = journal.read_bytes()
    journal.write_bytes(content[: content.rstrip().rfind(b"\n") + 40])

    done = workbench.run(*arguments)

    assert done.returncode == 0, done.stderr
    assert "3 of 4 episodes finished before" in done.stderr
    workbench.assert_same(undisturbed, workbench.folder())


def test_ctrl_c_leaves_a_usable_run(workbench, undisturbed):
    arguments = (*workbench.short, "policy=random", "workers=1", "out=run", "horizon_steps=40")
    process = workbench.start(*arguments)
    _wait_for_lines(workbench.folder().journal_file, 1, process=process)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, err = process.communicate(timeout=30)

    assert process.returncode == 130
    assert time.monotonic() - started < 5
    assert "same command again resumes" in err
    assert "Traceback" not in err
    assert workers
    assert not any(worker.is_running() and worker.status() != "zombie" for worker in workers)
    shown = workbench.run("show", "run", "--json")
    assert 1 <= json.loads(shown.stdout)["scored"] < 4
    resumed = workbench.run(*arguments)
    assert resumed.returncode == 0, resumed.stderr
    assert json.loads(workbench.run("show", "run", "--json").stdout)["scored"] == 4


def test_workers_die_with_their_parent(workbench):
    process = workbench.start(
        *workbench.short, "policy=faulty", "policy.fault=hang", "policy.episode=0", "out=run"
    )
    deadline = time.monotonic() + 60
    while not (workers := psutil.Process(process.pid).children()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(3)
    process.kill()
    process.communicate()

    _, alive = psutil.wait_procs(workers, timeout=5)
    assert workers
    assert not alive


def test_second_writer_is_refused_with_the_pid_of_the_first(workbench):
    arguments = (*workbench.short, "policy=faulty", "policy.fault=hang", "out=run")
    first = workbench.start(*arguments)
    try:
        deadline = time.monotonic() + 60
        while not workbench.folder().info_file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        second = workbench.run(*arguments)
    finally:
        first.kill()
        first.communicate()

    workbench.assert_error(second, f"pid {first.pid}", "out=FOLDER", exit_code=4)


def test_other_options_in_the_same_folder_are_named(workbench, undisturbed):
    import shutil

    shutil.copytree(undisturbed.root, workbench.root / "run")
    before = (workbench.root / "run" / "run.json").read_bytes()
    done = workbench.run(
        *workbench.short,
        "policy=random",
        "horizon_steps=5",
        "policy.rotation_std_rad=0.1",
        "out=run",
    )

    workbench.assert_error(
        done, "horizon_steps (there 4; now 5)", "rotation_std_rad", "fresh=true", exit_code=2
    )
    assert (workbench.root / "run" / "run.json").read_bytes() == before
