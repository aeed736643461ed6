"""What the environment makes of an action: axes, signs, rotation convention, gripper."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.doctor.policy.check import Check, Verdict
from simeval.doctor.policy.decoding import RowDecoder
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.gripper_rows import gripper_rows
from simeval.doctor.policy.stage import Stage
from simeval.policies.pipeline.proprioception import State, tcp_rotation
from simeval.policies.pipeline.rotations import to_rotation
from simeval.policies.specs.rotation import Representation

FloatArray = npt.NDArray[np.float64]

_SHIFT_M = 0.02
_TURN_RAD = 0.15
_OBLIQUE_RAD = np.array([0.3, 0.2, -0.25])
_SETTLE = 5
_ALONG = 0.9
_AXES = ("x", "y", "z", "rotation about x", "rotation about y", "rotation about z")
_READINGS: tuple[Representation, ...] = ("rotvec", "euler_sxyz", "euler_rxyz")
# Longer than a latch, which is 15 steps in the original: it must have ended before the next word.
_OPEN_STEPS, _CLOSE_STEPS = 3, 24
_CLEARLY, _HARDLY_DEG = 0.7, 20.0
_CLOSED, _OPENED = 0.25, 0.7


def check_robot(exam: Examination) -> Iterator[Check]:
    """Move the real robot of the environment along and about every axis, and its gripper."""
    stage = exam.stage
    if stage is None:
        for name in ("controller axes", "controller rotation", "gripper motion"):
            yield Check(topic="robot", name=name, verdict="not checked", evidence=exam.no_stage)
        return
    still = _pose_after(stage, np.zeros(6))
    yield _axes(stage, still)
    yield _convention(stage, still)
    yield _gripper(exam, stage)


def _axes(stage: Stage, still: tuple[FloatArray, Rotation]) -> Check:
    wrong, alongs, reaches = [], [], []
    for axis in range(6):
        for sign in (1.0, -1.0):
            command = np.zeros(6)
            command[axis] = sign * (_SHIFT_M if axis < 3 else _TURN_RAD)
            moved = _motion(_pose_after(stage, command), still)
            part = slice(0, 3) if axis < 3 else slice(3, 6)
            length = float(np.linalg.norm(moved[part]))
            along = float(moved[axis] * sign) / max(length, 1e-9)
            alongs.append(along)
            reaches.append(float(moved[axis] / command[axis]))
            if along < _ALONG or length < 0.05 * abs(command[axis]):
                wrong.append(
                    f"{'+' if sign > 0 else '-'}{_AXES[axis]} moves by "
                    f"{np.array2string(moved[part], precision=3, suppress_small=True)}"
                )
    good = not wrong
    text = (
        f"12 commands of {1e3 * _SHIFT_M:.0f} mm or {_TURN_RAD} rad each move their own axis with "
        f"their own sign (cosine at least {min(alongs):.3f}); {100 * min(reaches):.0f} to "
        f"{100 * max(reaches):.0f} % of the way after {_SETTLE + 1} steps"
    )
    return Check(
        topic="robot",
        name="controller axes",
        verdict="ok" if good else "wrong",
        evidence=text if good else "; ".join(wrong),
        fix=None if good else "the controller of the environment turns or inverts the command",
        data={"cosines": alongs, "reached": reaches},
    )


def _convention(stage: Stage, still: tuple[FloatArray, Rotation]) -> Check:
    command, times = _OBLIQUE_RAD, 1
    if stage.robot.pose_base == "sensed":
        # Such a robot goes a third of the way in a step, and drifts less on a longer one.
        command, times = 2.0 * command, 3
        still = _pose_after(stage, np.zeros(6), times=times)
    after = _pose_after(stage, np.concatenate([np.zeros(3), command]), times=times)
    moved = _motion(after, still)[3:]
    off = {reading: _axis_angle(moved, command, reading) for reading in _READINGS}
    best, second = sorted(off, key=lambda reading: off[reading])[:2]
    listed = ", ".join(f"{name} {angle:.1f}" for name, angle in off.items())
    verdict: Verdict = "ok" if best == "rotvec" else "wrong"
    if off[best] > _CLEARLY * off[second]:
        verdict = "not checked" if off["rotvec"] < _HARDLY_DEG else "wrong"
    return Check(
        topic="robot",
        name="controller rotation",
        verdict=verdict,
        evidence=f"an oblique turn, against each reading of its numbers (degrees): {listed}",
        fix=f"the controller reads {best}; actions of simeval are rotation vectors"
        if verdict == "wrong"
        else None,
        data={"axis_off_deg": off},
    )


def _axis_angle(moved: FloatArray, command: FloatArray, reading: Representation) -> float:
    wanted = np.asarray(to_rotation(command[np.newaxis], reading).as_rotvec()[0])
    cosine = float(moved @ wanted) / (np.linalg.norm(moved) * np.linalg.norm(wanted) + 1e-12)
    return float(np.rad2deg(np.arccos(np.clip(cosine, -1.0, 1.0))))


def _pose_after(
    stage: Stage, command: FloatArray, *, times: int = 1
) -> tuple[FloatArray, Rotation]:
    """Return where the TCP is, some steps after a command from the start."""
    stage.begin(0)
    keep = 0.0 if stage.robot.gripper == "relative_close" else 1.0
    for _ in range(times):
        state, _ = stage.step(np.append(command, keep))
    for _ in range(_SETTLE):
        state, _ = stage.step(np.append(np.zeros(6), keep))
    return state["tcp_pose_in_base"][:3], tcp_rotation(state)


def _motion(after: tuple[FloatArray, Rotation], still: tuple[FloatArray, Rotation]) -> FloatArray:
    """Return shift (m) and rotation vector (rad) against the robot that was told to stay."""
    turn = after[1] * still[1].inv()
    return np.concatenate([after[0] - still[0], turn.as_rotvec()[0]])


def _gripper(exam: Examination, stage: Stage) -> Check:
    """Say open, then closed, in the numbers of the network or, in a closed box, of the robot."""
    preset = exam.subject.preset
    through = "the robot's own commands"
    if preset is None:
        openings = _openings_by_command(stage)
    else:
        baseline = None if exam.baseline is None or exam.baseline.guessed else exam.baseline
        right = preset if baseline is None else baseline.preset
        scale = exam.subject.statistics if baseline is None else baseline.statistics
        wanted = np.repeat([1.0, 0.0, 1.0], [_OPEN_STEPS, _CLOSE_STEPS, _CLOSE_STEPS])
        rows = gripper_rows(right, scale, wanted)
        decoder = RowDecoder(
            preset, exam.subject.statistics, rows, task=exam.recordings[0].context.task
        )
        openings = _openings(stage, decoder, len(wanted))
        through = f"the preset, in the numbers of {right.name}"
    before, closed = openings[_OPEN_STEPS - 1], openings[_OPEN_STEPS + _CLOSE_STEPS - 1]
    opened = openings[-1]
    good = closed <= _CLOSED and opened >= _OPENED
    differing = None if exam.baseline is None else exam.baseline.differing("action.gripper")
    return Check(
        topic="robot",
        name="gripper motion",
        verdict="ok" if good else "wrong",
        evidence=f"to close and to open through {through}, the fingers go from {before:.2f} to "
        f"{closed:.2f} to {opened:.2f} (1 open)",
        fix=None if good else differing or "action.gripper: meaning, change, latch_steps",
        data={"openings": openings},
    )


def _openings(stage: Stage, decoder: RowDecoder, steps: int) -> list[float]:
    state: State = stage.begin(0)
    found = []
    for _ in range(steps):
        action = decoder.next(state)
        action[:6] = 0.0
        state, _ = stage.step(action)
        found.append(float(state["gripper_opening"][0]))
    return found


def _openings_by_command(stage: Stage) -> list[float]:
    stage.begin(0)
    close, open_ = (1.0, -1.0) if stage.robot.gripper == "relative_close" else (-1.0, 1.0)
    found = []
    for command in [open_] * _OPEN_STEPS + [close] * _CLOSE_STEPS + [open_] * _CLOSE_STEPS:
        state, _ = stage.step(np.append(np.zeros(6), command))
        found.append(float(state["gripper_opening"][0]))
    return found
