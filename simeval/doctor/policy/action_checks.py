"""What the preset makes of a network's numbers, held against the shipped preset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.doctor.policy.baseline import Baseline
from simeval.doctor.policy.check import Check
from simeval.doctor.policy.decoding import decoded, encoded
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.explanations import (
    Gap,
    gripper_gap,
    rotation_gap,
    translation_gap,
)
from simeval.doctor.policy.gripper_rows import gripper_rows
from simeval.errors import ModelReplyError
from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.specs import Preset

FloatArray = npt.NDArray[np.float64]

_ROUND_TRIP_RAD = np.deg2rad(0.1)
_ROUND_TRIP_M = 1e-4
_JOINT_TOLERANCE_RAD = 1e-4

# Steps of the test sequence in which the gripper is open or closed and nothing between.
_JUMPS = 39

_FIELDS = {
    "translation": ("action.end_effector", "action.unnormalise", "action.outputs", "action.stride"),
    "rotation": ("action.end_effector", "action.unnormalise", "action.outputs", "action.stride"),
    "gripper": ("action.gripper", "action.unnormalise", "action.outputs"),
}


def check_actions(exam: Examination) -> Iterator[Check]:
    """Translation, rotation and gripper that come of a network's numbers."""
    preset = exam.subject.preset
    if preset is None:
        return
    yield from _round_trip(exam, preset)
    baseline = exam.baseline
    if baseline is None:
        yield _not_held("no shipped preset to hold it against (against=NAME)")
    elif not baseline.comparable:
        yield _not_held(f"the statistics have no data set of {baseline.preset.name}")
    elif preset.action.width != baseline.preset.action.width:
        yield Check(
            topic="action",
            name="reply columns",
            verdict="wrong",
            evidence=f"{preset.action.width} columns, {baseline.preset.name} has "
            f"{baseline.preset.action.width}",
            fix=baseline.differing("action.outputs"),
        )
    elif preset.action.end_effector is None:
        yield from _joints(exam, preset, baseline)
    else:
        yield from _held(exam, preset, baseline)


def rotation_battery() -> FloatArray:
    """Displacement actions [T, 7] about every axis and many oblique ones, up to 0.6 rad."""
    generator = np.random.default_rng(0)
    single = np.concatenate([np.eye(6), -np.eye(6)]) * ([0.02] * 3 + [0.15] * 3)
    oblique = generator.standard_normal((12, 6))
    oblique[:, :3] *= 0.01
    oblique[:, 3:] *= 0.6 / np.linalg.norm(oblique[:, 3:], axis=1, keepdims=True)
    small = generator.uniform(-1.0, 1.0, (12, 6)) * ([0.02] * 3 + [0.08] * 3)
    return np.column_stack([np.concatenate([single, oblique, small]), np.ones(36)])


def _round_trip(exam: Examination, preset: Preset) -> Iterator[Check]:
    if preset.action.end_effector is None:
        return
    try:
        back, _, there = _through(exam, preset, exam.subject.statistics)
    except ModelReplyError as error:
        yield Check(
            topic="action",
            name="rotation round trip",
            verdict="wrong",
            evidence=f"the preset cannot read what it writes: {error}",
        )
        return
    turned = Rotation.from_rotvec(back[:, 3:6]) * Rotation.from_rotvec(there[:, 3:6]).inv()
    angle, shift = float(turned.magnitude().max()), float(np.abs(back - there)[:, :3].max())
    good = angle < _ROUND_TRIP_RAD and shift < _ROUND_TRIP_M
    yield Check(
        topic="action",
        name="rotation round trip",
        verdict="ok" if good else "warning",
        evidence=f"{len(there)} displacements into the network's numbers and back: "
        f"{np.rad2deg(angle):.2g} degrees and {1e3 * shift:.2g} mm apart (0.1 allowed)",
        fix=None if good else "action.end_effector clips, or cannot say, motions of this size",
    )


def _within_limits(preset: Preset, actions: FloatArray) -> FloatArray:
    """Cut motions to what the preset lets through."""
    spec = preset.action.end_effector
    assert spec is not None
    result = actions.copy()
    if spec.kind == "absolute":
        return result
    to_m = [spec.max_translation_m, spec.rescale_translation and spec.rescale_translation.to]
    to_rad = [spec.max_rotation_rad, spec.rescale_rotation and spec.rescale_rotation.to]
    for part, limits in ((slice(0, 3), to_m), (slice(3, 6), to_rad)):
        least = min([limit for limit in limits if limit] or [np.inf])
        largest = np.abs(result[:, part]).max(axis=1, keepdims=True)
        # Well within: roll, pitch and yaw of a rotation vector may be larger than its numbers.
        result[:, part] *= np.minimum(1.0, 0.7 * least / np.maximum(largest, 1e-12))
    return result


def _through(
    exam: Examination, written: Preset, scale: ActionStatistics | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Write displacements in the numbers of one preset and read them with that under test.

    Returns:
        What is read, what the writer itself reads, and what was to be said, float [T, 7] each: the
        first recording, and motions each alone. Those that the network has no numbers for are left
        out.

    Raises:
        ModelReplyError: The numbers are no rotation to the preset under test.
    """
    recorded, preset = exam.recordings[0], exam.subject.preset
    assert preset is not None
    actions = _within_limits(written, np.concatenate([recorded.actions, rotation_battery()]))
    alone = actions[recorded.steps :]
    sequences = [(actions[: recorded.steps], recorded.states)]
    sequences += [(motion[np.newaxis], (recorded.final_state,)) for motion in alone]
    read, meant, said = [], [], []
    for wanted, states in sequences:
        try:
            rows = encoded(written, scale, wanted, states, execute=preset.action.execute)
        except ValueError:
            continue
        task = recorded.context.task
        read.append(decoded(preset, exam.subject.statistics, rows, states, task=task))
        meant.append(decoded(written, scale, rows, states, task=task))
        said.append(wanted)
    return np.concatenate(read), np.concatenate(meant), np.concatenate(said)


def _held(exam: Examination, preset: Preset, baseline: Baseline) -> Iterator[Check]:
    right = baseline.preset
    try:
        got, wanted, _ = _through(exam, right, baseline.statistics)
    except ModelReplyError as error:
        yield Check(
            topic="action",
            name="rotation",
            verdict="wrong",
            evidence=f"the numbers of {right.name} are no rotation to this preset: {error}",
            fix=baseline.differing(*_FIELDS["rotation"]),
        )
        return
    for gap in (translation_gap(got, wanted), rotation_gap(got, wanted)):
        yield _judged(gap, baseline)
    yield _gripper(exam, preset, baseline)


def _gripper(exam: Examination, preset: Preset, baseline: Baseline) -> Check:
    rows = gripper_rows(baseline.preset, baseline.statistics, _openings())
    states = [exam.recordings[0].states[0]] * len(rows)
    task = exam.recordings[0].context.task
    got, wanted = (
        decoded(one, scale, rows, states, task=task)
        for one, scale in (
            (preset, exam.subject.statistics),
            (baseline.preset, baseline.statistics),
        )
    )
    jumps = gripper_gap(got[:_JUMPS], wanted[:_JUMPS])
    if not jumps.equal:
        return _judged(jumps, baseline)
    slow = gripper_gap(got, wanted)
    check = _judged(slow, baseline)
    if slow.equal:
        return check
    # Where it switches in between may be a choice.
    return replace(check, verdict="warning", evidence=f"half-open: {check.evidence}")


def _openings() -> FloatArray:
    """Openings of a gripper that jumps and then moves slowly, float [T]."""
    fast = np.repeat([1.0, 0.0, 1.0], [3, 18, 18])
    slow = np.linspace(1.0, 0.0, 21)
    assert len(fast) == _JUMPS
    return np.concatenate([fast, slow, slow[::-1]])


def _judged(gap: Gap, baseline: Baseline) -> Check:
    name = gap.part
    if gap.equal:
        return Check(
            topic="action", name=name, verdict="ok", evidence=f"as {baseline.preset.name} has it"
        )
    reasons = f": {' or '.join(gap.reasons)}" if gap.reasons else ""
    return Check(
        topic="action",
        name=name,
        verdict="wrong",
        evidence=f"{gap.text} from {baseline.preset.name} for the same numbers of the "
        f"network{reasons}",
        fix=baseline.differing(*_FIELDS[name]),
        data={"size": gap.size, "reasons": list(gap.reasons)},
    )


def _joints(exam: Examination, preset: Preset, baseline: Baseline) -> Iterator[Check]:
    recording = exam.recordings[0]
    generator = np.random.default_rng(0)
    rows = generator.uniform(-0.9, 0.9, (recording.steps, preset.action.width))
    task = recording.context.task
    got, wanted = (
        decoded(one, scale, rows, recording.states, task=task)
        for one, scale in (
            (preset, exam.subject.statistics),
            (baseline.preset, baseline.statistics),
        )
    )
    apart = float(np.abs(got - wanted)[:, :-1].max())
    same = apart <= _JOINT_TOLERANCE_RAD
    yield Check(
        topic="action",
        name="joints",
        verdict="ok" if same else "wrong",
        evidence=f"as {baseline.preset.name} has it"
        if same
        else f"targets up to {apart:.3g} rad from {baseline.preset.name} for the same numbers",
        fix=None if same else baseline.differing("action.joints", "action.unnormalise"),
    )
    yield _judged(gripper_gap(got, wanted), baseline)


def _not_held(why: str) -> Check:
    return Check(topic="action", name="action conventions", verdict="not checked", evidence=why)
