"""Whether what the network really says fits what the preset says that it means."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.doctor.policy.check import Check, Verdict
from simeval.doctor.policy.examination import Examination
from simeval.policies.pipeline.proprioception import State, tcp_rotation
from simeval.policies.pipeline.reply import reply_rows
from simeval.policies.pipeline.rotations import to_rotation
from simeval.policies.pipeline.scaling import unnormalise
from simeval.policies.specs import ROTATION_SIZES, EndEffectorSpec, JointsSpec, Preset
from simeval.policies.specs.rotation import Representation

FloatArray = npt.NDArray[np.float64]

_UNIT = 0.05
_SCALED_AWAY = 3.0
_SCALED_TWICE = 0.1
_SATURATED_SHARE = 0.5
_AT_BOUND = 0.999
_NEAR_JOINTS_RAD = 0.5
_FAR = 2.0


def check_replies(exam: Examination) -> Iterator[Check]:
    """Range, saturation, gripper range, orthonormal rotations, poses and joints near the robot."""
    preset = exam.subject.preset
    if preset is None:
        return
    rows = np.concatenate(
        [reply_rows(reply, preset.action, preset=preset.name) for _, reply in exam.exchanges]
    )
    physical = rows
    if preset.action.unnormalise is not None:
        yield from _range(preset, rows)
        assert exam.subject.statistics is not None
        physical = unnormalise(rows, preset.action.unnormalise, exam.subject.statistics)
    yield _gripper_range(preset, physical)
    match preset.action.arm:
        case EndEffectorSpec() as arm:
            yield from _rotation_numbers(arm, physical)
            if arm.kind == "absolute":
                yield from _near_the_robot(exam, preset, arm)
        case JointsSpec() as joints:
            yield _joint_meaning(exam, preset, joints)


def _range(preset: Preset, rows: FloatArray) -> Iterator[Check]:
    spec = preset.action.unnormalise
    assert spec is not None
    arm = rows[:, list(preset.action.arm.columns)]
    size = float(np.percentile(np.abs(arm), 95))
    saturated = float(np.mean(np.abs(arm) >= _AT_BOUND))
    verdict: Verdict
    if spec.kind != "meanstd" and size > _SCALED_AWAY:
        verdict, words = "wrong", "but they are to lie in [-1, 1]: the network scales them itself?"
    elif size < _SCALED_TWICE and np.abs(arm).max() > 0.0:
        verdict, words = "warning", "which is small: does the network un-normalise them already?"
    elif spec.kind != "meanstd" and saturated > _SATURATED_SHARE:
        verdict, words = "warning", f"{100 * saturated:.0f} % of them at the bound"
    else:
        verdict, words = "ok", f"{100 * saturated:.0f} % of them at the bound"
    yield Check(
        topic="action",
        name="range of replies",
        verdict=verdict,
        evidence=f"95 % of the network's numbers for the arm are below {size:.3g}, {words}",
        fix="action.unnormalise: null" if verdict == "wrong" else None,
        data={"p95": size, "saturated": saturated},
    )


def _gripper_range(preset: Preset, rows: FloatArray) -> Check:
    spec = preset.action.gripper
    numbers = rows[:, spec.column]
    low, high = float(numbers.min()), float(numbers.max())
    unit = spec.meaning in ("open01", "closed01")
    verdict: Verdict
    fix: str | None
    if unit and low < -0.5:
        verdict, fix = "wrong", "action.gripper.meaning: open_pm1 or close_pm1"
    elif max(abs(low), abs(high)) > _FAR:
        verdict, fix = "warning", "action.gripper.column"
    else:
        verdict, fix = "ok", None
    return Check(
        topic="action",
        name="gripper range",
        verdict=verdict,
        evidence=f"the network's numbers go from {low:.2f} to {high:.2f}; {spec.meaning} goes from "
        f"{0 if unit else -1} to 1",
        fix=fix,
        data={"low": low, "high": high},
    )


def _rotation_numbers(arm: EndEffectorSpec, rows: FloatArray) -> Iterator[Check]:
    """Unit quaternions and orthonormal columns, as declared or as another layout has them."""
    size = ROTATION_SIZES[arm.representation]
    if size == 3:
        return
    numbers = rows[:, arm.rotation_column : arm.rotation_column + size]
    layouts = [name for name, other in ROTATION_SIZES.items() if other == size]
    errors = {name: _unorthonormal(numbers, name) for name in layouts}
    declared, best = errors[arm.representation], min(errors, key=lambda name: errors[name])
    listed = ", ".join(f"{name} {error:.3f}" for name, error in errors.items())
    wrong = declared > _UNIT and errors[best] < 0.5 * declared
    yield Check(
        topic="action",
        name="rotation numbers",
        verdict="wrong" if wrong else "ok" if declared <= _UNIT else "note",
        evidence=f"median distance from a rotation: {listed}",
        fix=f"action.end_effector.representation: {best}" if wrong else None,
        data={str(name): error for name, error in errors.items()},
    )


def _unorthonormal(numbers: FloatArray, representation: str) -> float:
    if representation.startswith("quat"):
        return float(np.median(np.abs(np.linalg.norm(numbers, axis=1) - 1.0)))
    match representation:
        case "rot6d_columns" | "rot6d_rows":
            first, second = numbers[:, :3], numbers[:, 3:6]
        case "rot6d_interleaved":
            first, second = numbers[:, 0::2], numbers[:, 1::2]
        case _:
            first, second = numbers[:, 0::3], numbers[:, 1::3]
    error = np.abs(np.sum(first * second, axis=1))
    for vector in (first, second):
        error = error + np.abs(np.linalg.norm(vector, axis=1) - 1.0)
    return float(np.median(error))


def _near_the_robot(exam: Examination, preset: Preset, arm: EndEffectorSpec) -> Iterator[Check]:
    """The first pose of a reply must be near the pose that the robot is in."""
    size = ROTATION_SIZES[arm.representation]
    errors: dict[Representation, list[float]] = {}
    shifts = []
    for row, state in _first_rows(exam, preset):
        numbers = row[np.newaxis, arm.rotation_column : arm.rotation_column + size]
        position = row[arm.translation_column : arm.translation_column + 3]
        if arm.position_from == "base":
            shifts.append(float(np.linalg.norm(position - state["tcp_pose_in_base"][:3])))
        for name, other in ROTATION_SIZES.items():
            if other == size:
                errors.setdefault(name, []).append(_turn(numbers, name, arm, tcp_rotation(state)))
    medians = {name: float(np.median(values)) for name, values in errors.items()}
    best = min(medians, key=lambda name: medians[name])
    declared = medians[arm.representation]
    wrong = declared > np.deg2rad(40.0) and medians[best] < 0.5 * declared
    listed = ", ".join(f"{name} {np.rad2deg(angle):.0f}" for name, angle in medians.items())
    yield Check(
        topic="action",
        name="absolute rotation",
        verdict="wrong" if wrong else "warning" if declared > np.deg2rad(60.0) else "ok",
        evidence=f"first pose of a reply against the robot's own (median, degrees): {listed}",
        fix=f"action.end_effector.representation: {best}" if wrong else None,
        data={str(name): angle for name, angle in medians.items()},
    )
    if shifts:
        median = float(np.median(shifts))
        near = median < 0.15
        yield Check(
            topic="action",
            name="absolute position",
            verdict="ok" if near else "warning",
            evidence=f"first pose of a reply {1e3 * median:.0f} mm from the robot's own (median)",
            fix=None if near else "action.end_effector: kind, position_from",
        )


def _turn(
    numbers: FloatArray, name: Representation, arm: EndEffectorSpec, sensed: Rotation
) -> float:
    try:
        rotation = to_rotation(numbers, name)
    except ValueError:
        return float(np.pi)
    if arm.euler_offset is not None:
        angles = rotation.as_euler("xyz") + np.array(arm.euler_offset)
        rotation = Rotation.from_euler("xyz", angles)
    return float((rotation * sensed.inv()).magnitude()[0])


def _joint_meaning(exam: Examination, preset: Preset, joints: JointsSpec) -> Check:
    """Positions are near the robot's, velocities near zero and within [-1, 1]."""
    columns = slice(joints.column, joints.column + joints.count)
    to_state, sizes, shown = [], [], []
    for row, state in _first_rows(exam, preset):
        sensed = state["qpos"][: joints.count]
        to_state.append(float(np.abs(row[columns] - sensed).max()))
        sizes.append(float(np.abs(row[columns]).max()))
        shown.append(float(np.abs(sensed).max()))
    near, size, far = (float(np.median(values)) for values in (to_state, sizes, shown))
    like_position = near < _NEAR_JOINTS_RAD and size > 1.0
    like_velocity = size <= 1.0 and near > _NEAR_JOINTS_RAD
    wrong = like_velocity if joints.kind == "position" else like_position
    other = "velocity" if joints.kind == "position" else "position"
    clear = like_position or like_velocity
    return Check(
        topic="action",
        name="joint velocity or position",
        verdict="wrong" if wrong else "ok" if clear else "not checked",
        evidence=f"first row of a reply: {near:.2f} rad from the sensed joints, {size:.2f} from "
        f"zero (median of the largest joint; the pose itself {far:.2f}): "
        + (
            f"a {'position' if like_position else 'velocity'}, declared a {joints.kind}"
            if clear
            else "could be either"
        ),
        fix=f"action.joints.kind: {other}" if wrong else None,
        data={"from_sensed_rad": near, "from_zero": size},
    )


def _first_rows(exam: Examination, preset: Preset) -> Iterator[tuple[FloatArray, State]]:
    """Yield the first row of each reply, un-normalised, and the robot's state before it."""
    spec, statistics = preset.action.unnormalise, exam.subject.statistics
    for state, reply in exam.exchanges:
        row = reply_rows(reply, preset.action, preset=preset.name)[:1]
        if spec is not None and statistics is not None:
            row = unnormalise(row, spec, statistics)
        yield row[0], state
