from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.vulkan

CUBE = ("suite=smoke", "tasks=[widowx_stack_cube]", "episodes=[0]", "workers=1")
QUIET = ("videos=none", "report=false")


def _only(folder):
    [(key, record)] = folder.records().items()
    with np.load(folder.steps_file(key)) as arrays:
        return record, arrays["success"]


def test_any_step_ends_at_the_first_success_and_the_policy_may_end_an_episode(workbench):
    any_step = workbench.run(
        "run", *CUBE, *QUIET, "policy=expert", "success_rule=any_step", "out=any"
    )
    # The replay has no more actions when the recorded episode ends, well before the horizon.
    replayed = workbench.run(
        "run", *CUBE, *QUIET, "policy=replay", "policy.run=any", "out=replayed"
    )

    assert any_step.returncode == replayed.returncode == 0, any_step.stderr + replayed.stderr
    record, success = _only(workbench.folder("any"))
    assert (record.success, record.ended_by) == (True, "success")
    assert record.steps == record.first_success_step == len(success) < 60
    assert success.tolist() == [False] * (len(success) - 1) + [True]
    again, _ = _only(workbench.folder("replayed"))
    assert (again.success, again.ended_by, again.steps) == (True, "policy", record.steps)


def test_last_step_counts_the_end_of_the_horizon_only(workbench):
    done = workbench.run("run", *CUBE, *QUIET, "policy=expert", "horizon_steps=10", "out=short")
    record, success = _only(workbench.folder("short"))

    assert done.returncode == 0, done.stderr
    assert (record.success, record.ended_by, record.steps) == (bool(success[-1]), "horizon", 10)
    assert record.success is False
