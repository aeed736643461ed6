"""Success rules of the Google robot's tasks, against cases worked out by hand."""

from typing import Any

import numpy as np
import pytest

from simeval.envs.simpler.grasp_rule import GraspRecord
from simeval.envs.simpler.move_near_rule import Tracked, judge
from simeval.envs.simpler.place_rule import PlaceRecord

CAN = np.array([0.066, -0.066, 0.123])


def _grasp(record: GraspRecord, rise_m: float, *, grasped: bool = True, touches: bool = False):
    return record.add(grasped=grasped, touches_surroundings=touches, rise_m=rise_m)


def test_lifted_needs_a_centimetre_of_air() -> None:
    record = GraspRecord()
    assert not _grasp(record, 0.01)["success"]
    assert not _grasp(record, 0.05, touches=True)["success"]
    step = _grasp(record, 0.011)
    assert step["success"] and step["lifted_object"]
    assert not step["lifted_object_significantly"]


def test_lifted_lasts_while_grasped_even_when_something_touches() -> None:
    record = GraspRecord()
    _grasp(record, 0.03)
    assert _grasp(record, 0.03, touches=True)["lifted_object_significantly"]
    assert not _grasp(record, 0.0, grasped=False, touches=True)["lifted_object"]


def test_an_object_in_the_air_is_lifted_without_grasp() -> None:
    # The original forgets before it looks, so what rests in the open hand still counts.
    assert _grasp(GraspRecord(), 0.02, grasped=False)["lifted_object"]


def test_five_significant_lifts_are_enough_for_good() -> None:
    record = GraspRecord()
    for step in range(4):
        _grasp(record, 0.021)
        # In between it lies on the table again: the five need not follow each other.
        assert not _grasp(record, 0.0, grasped=False, touches=True)["success"], step
    _grasp(record, 0.021)
    assert _grasp(record, 0.0, grasped=False, touches=True)["success"]


def test_consecutive_grasp_needs_five_steps_in_a_row() -> None:
    record = GraspRecord()
    held = [_grasp(record, 0.0, touches=True)["consecutive_grasp"] for _ in range(4)]
    _grasp(record, 0.0, grasped=False, touches=True)
    held += [_grasp(record, 0.0, touches=True)["consecutive_grasp"] for _ in range(5)]
    assert held == [False] * 8 + [True]


def _tracked(x: float, y: float, *, moved: tuple[float, ...] = (0.0, 0.0, 0.0)) -> Tracked:
    settled = np.array([x, y, 0.9])
    now = settled + moved
    return Tracked(settled=settled, origin=now, centre=now, extent=CAN)


def _judged(source_moved: tuple[float, ...], **moved: Any) -> dict[str, bool]:
    # The original's first pattern; the source comes first.
    return judge(
        _tracked(-0.33, 0.04, moved=source_moved),
        _tracked(-0.33, 0.34, moved=moved.get("target", (0, 0, 0))),
        [_tracked(-0.13, 0.19, moved=moved.get("other", (0, 0, 0)))],
    )


# Half diagonals of two cans, 46.67 mm each, and 100 mm: 193.3 mm.
@pytest.mark.parametrize(("travelled", "near"), [(0.1066, False), (0.1068, True), (0.2, True)])
def test_near_means_within_ten_centimetres_of_the_boxes(travelled: float, near: bool) -> None:
    assert _judged((0.0, travelled, 0.0))["near_tgt_obj"] is near


def test_moving_the_source_to_the_target_succeeds() -> None:
    verdict = _judged((0.0, 0.2, 0.0))
    assert verdict == {
        "success": True,
        "all_obj_keep_height": True,
        "moved_correct_obj": True,
        "moved_wrong_obj": False,
        "near_tgt_obj": True,
        "is_closest_to_tgt": True,
    }


@pytest.mark.parametrize(
    ("moves", "failing"),
    [
        ({"other": (0.0, 0.0, -0.021)}, "all_obj_keep_height"),
        ({"target": (0.0, 0.0, -0.151)}, "all_obj_keep_height"),
        ({"other": (-0.21, 0.0, 0.0)}, "moved_correct_obj"),
        ({"other": (-0.19, 0.06, 0.0)}, "is_closest_to_tgt"),
    ],
)
def test_what_spoils_a_success(moves: dict[str, tuple[float, ...]], failing: str) -> None:
    verdict = _judged((0.0, 0.2, 0.0), **moves)
    assert not verdict["success"]
    assert not verdict[failing]


def test_target_may_sink_where_others_may_not() -> None:
    assert _judged((0.0, 0.2, 0.0), target=(0.0, 0.0, -0.149))["success"]


def test_placing_needs_the_second_sub_task_an_open_drawer_and_a_touch() -> None:
    record = PlaceRecord()
    assert record.add(drawer_m=0.16, touches_floor=True) == {
        "success": False,
        "is_drawer_open": True,
        "has_contact": True,
    }
    record.placing = True
    # A touch counts for good, an open drawer only now, and 5 cm are enough.
    assert record.add(drawer_m=0.05, touches_floor=False)["success"]
    closed = record.add(drawer_m=0.049, touches_floor=False)
    assert not closed["success"]
    assert closed["is_drawer_open"]
    assert closed["has_contact"]
