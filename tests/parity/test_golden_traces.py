"""Our twins against traces recorded from the original SimplerEnv: every one of the WidowX, and of
each kind of the Google robot."""

import json
from pathlib import Path

import pytest

from simeval.cli.main import main
from simeval.envs.task_env import TaskEnv
from simeval.errors import UsageError
from simeval.parity.replay import replay_trace
from simeval.parity.tolerance import violations
from simeval.parity.trace import read_trace

KEYS = {
    "task",
    "seed",
    "kind",
    "steps",
    "camera_err_mm",
    "camera_err_deg",
    "instruction_equal",
    "settle_err_mm",
    "settle_err_deg",
    "tcp_err_mean_mm",
    "tcp_err_max_mm",
    "qpos_err_max_rad",
    "object_err_end_mm",
    "articulation_err_end",
    "success_equal",
    "submetrics_equal",
    "frame_psnr_db",
    "foreground_psnr_db",
    "stand_ins",
}

TASKS = ("spoon_on_towel", "carrot_on_plate", "stack_cube", "put_eggplant_in_basket")


@pytest.mark.simpler_assets
@pytest.mark.vulkan
@pytest.mark.parametrize("task", TASKS)
def test_replay_agrees_with_the_original(
    simpler_assets: Path, golden_traces: Path, task: str
) -> None:
    traces = [read_trace(path) for path in sorted(golden_traces.glob(f"widowx_{task}_*.json"))]
    assert traces
    env = TaskEnv(
        f"widowx_{task}",
        asset_set="simpler",
        table_top_z=traces[0].table_top_z,
        flat_stand_ins=traces[0].flat_stand_ins,
    )
    found = {trace.path.stem: violations(replay_trace(trace, env)) for trace in traces}
    env.close()
    assert found == {trace.path.stem: [] for trace in traces}


@pytest.mark.simpler_assets
@pytest.mark.vulkan
@pytest.mark.parametrize(
    "stems",
    [
        (
            "pick_standing_coke_can_0",
            "pick_standing_coke_can_1",
            "pick_standing_coke_can_101",
            "pick_vertical_coke_can_1",
        ),
        ("move_near_v0_12", "move_near_v1_13"),
        ("open_middle_drawer_101", "close_middle_drawer_4", "close_top_drawer_4"),
        ("place_apple_in_closed_top_drawer_1", "place_apple_in_closed_top_drawer_101"),
    ],
)
def test_google_robot_agrees_with_the_original(
    simpler_assets: Path,
    golden_traces: Path,
    stems: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = [str(golden_traces / f"google_robot_{stem}.json") for stem in stems]
    code = main(["parity", "--json", *paths])
    results = dict(zip(stems, json.loads(capsys.readouterr().out), strict=True))
    assert code == 0, results
    for stem, result in results.items():
        if result["kind"] != "oracle":
            # Nothing is touched, and the empty fingers squeeze each other without moving the arm.
            assert result["contact"] is None, stem
            assert result["tcp_err_max_mm"] < 0.2, stem
        if "drawer" in stem:
            assert result["articulation_err_end"] < 1e-3, stem


@pytest.mark.simpler_assets
@pytest.mark.vulkan
def test_contact_is_excepted_and_named(
    simpler_assets: Path, golden_traces: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # What slips and what holds when a lying can is gripped is decided by micrometres; until then
    # the arm agrees.
    trace = str(golden_traces / "google_robot_pick_vertical_coke_can_0.json")
    main(["parity", "--json", trace])
    (result,) = json.loads(capsys.readouterr().out)
    assert result["contact"] == "opened_coke_can at step 29"
    assert result["tcp_err_to_contact_max_mm"] < 0.2
    assert result["tcp_err_max_mm"] > 1.0


@pytest.mark.simpler_assets
@pytest.mark.vulkan
def test_json_has_one_object_per_trace(
    simpler_assets: Path, golden_traces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Without its picture next to it, a trace has no PSNR.
    original = golden_traces / "widowx_stack_cube_1.json"
    alone = tmp_path / original.name
    alone.write_bytes(original.read_bytes())
    assert main(["parity", "--json", str(original), str(alone)]) == 0
    with_picture, without = json.loads(capsys.readouterr().out)
    assert set(with_picture) >= KEYS
    assert with_picture["frame_psnr_db"] > 33
    assert without["frame_psnr_db"] is None
    assert without["foreground_psnr_db"] is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ("{}", "lacks the field 'task'"),
    ],
)
def test_a_bad_trace_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "trace.json"
    path.write_text(content)
    with pytest.raises(UsageError, match=message):
        read_trace(path)


def test_a_missing_trace_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parity", "nowhere.json"]) == 2
    assert "'nowhere.json' cannot be read: No such file" in capsys.readouterr().err
