"""Episodes recorded from the original simulator, replayed with the bundled assets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden" / "simpler"
NAMES = (
    "google_robot_pick_standing_coke_can_1",
    "google_robot_move_near_v0_12",
    "google_robot_open_middle_drawer_1",
    "google_robot_place_apple_in_closed_top_drawer_1",
)


@pytest.fixture(params=NAMES)
def replayed(request: pytest.FixtureRequest) -> Iterator:
    pytest.importorskip("mani_skill")
    path = GOLDEN / f"{request.param}.json"
    if not path.is_file():
        pytest.skip("no recorded traces beside the checkout")
    from simeval.envs.task_env import TaskEnv
    from simeval.parity.replay import replay_trace
    from simeval.parity.trace import read_trace

    trace = read_trace(path)
    # Nothing stands in for anything here: the set has its own table.
    environment = TaskEnv(trace.task, variant=trace.variant, asset_set="bundled")
    with closing(environment):
        yield replay_trace(trace, environment)


@pytest.mark.vulkan
def test_bundled_robot_and_objects_repeat_a_recorded_episode(replayed):
    assert replayed.instruction_equal
    assert replayed.stand_ins == ()
    # The same eye at the same place.
    assert replayed.camera_err_mm < 0.01
    assert replayed.intrinsics_err_px < 1e-3
    # Objects stand where the originals did; the originals' uneven feet tilt them by a degree.
    assert replayed.settle_err_mm < 1.2
    assert replayed.settle_err_deg < 2.0
    # The arm moves as the original's until something touches.
    assert replayed.tcp_err_to_contact_max_mm < 1.0
    assert replayed.success_equal
    assert replayed.submetrics_equal
