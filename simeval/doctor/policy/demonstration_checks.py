"""What the policy does, held against the data of the robot and against the scripted expert."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.check import Check
from simeval.doctor.policy.examination import Examination
from simeval.policies.pipeline.statistics import bundled_datasets, load_statistics
from simeval.policies.specs import Unnormalise

FloatArray = npt.NDArray[np.float64]

_SMALLEST, _LARGEST = 0.2, 2.0
_STILL_M = 1e-5
_FOLLOWS = 0.5
_AGAINST = -0.9
_GRIPPER_SAME = 0.2


def check_scale(exam: Examination) -> Iterator[Check]:
    """Size of the motions against the quantiles of the robot's data."""
    robot = exam.recordings[0].context.task
    dataset = next(
        (
            name
            for prefix, stem in (("widowx_", "bridge"), ("google_robot_", "fractal"))
            for name in bundled_datasets()
            if robot.startswith(prefix) and name.startswith(stem)
        ),
        None,
    )
    if dataset is None:
        yield Check(
            topic="action",
            name="scale",
            verdict="not checked",
            evidence="no published quantiles of displacements for this robot",
        )
        return
    spec = Unnormalise(kind="q01q99", key=dataset, statistics="bundled")
    statistics = load_statistics(spec, width=7, file=None)
    half = 0.5 * (statistics.high - statistics.low)[:3]
    moves = np.abs(np.concatenate(exam.answers)[:, :3])
    size = np.percentile(moves, 95, axis=0)
    if np.max(size) < _STILL_M:
        yield Check(topic="action", name="scale", verdict="note", evidence="it never moves the arm")
        return
    ratios = size / half
    # Over the axes together: a scene may ask for no motion along one of them.
    ratio = float(np.sqrt(np.mean(ratios**2)))
    good = _SMALLEST <= ratio <= _LARGEST
    listed = ", ".join(f"{1e3 * value:.1f}" for value in size)
    yield Check(
        topic="action",
        name="scale",
        verdict="ok" if good else "wrong",
        evidence=f"95 % of the displacements are within {listed} mm (x, y, z), {ratio:.2f} of half "
        f"the 1 to 99 % range of {dataset}; allowed {_SMALLEST} to {_LARGEST}",
        fix=None
        if good
        else "the statistics key (action.unnormalise.key, or the server's unnorm_key), or whether "
        "both or neither of server and preset un-normalise",
        data={"ratio": ratio, "ratios": ratios.tolist(), "dataset": dataset},
    )


def check_demonstration(exam: Examination) -> Iterator[Check]:
    """Direction of the motions against those of the expert at the same steps.

    Only a policy that follows the expert's translations says something about its rotations and
    gripper.
    """
    name = "agreement with the expert"
    shown = [
        (answer, recording.actions)
        for answer, recording in zip(exam.answers, exam.recordings, strict=True)
        if recording.success is not None
    ]
    if not shown:
        why = exam.no_stage or "the task has no scripted expert"
        yield Check(topic="action", name=name, verdict="not checked", evidence=why)
        return
    got = np.concatenate([answer for answer, _ in shown])
    wanted = np.concatenate([actions for _, actions in shown])
    shift, turn = (_cosine(got[:, part], wanted[:, part]) for part in _PARTS)
    axes = [_cosine(got[:, [axis]], wanted[:, [axis]]) for axis in range(3)]
    fingers = float(np.mean(np.sign(got[:, 6]) == np.sign(wanted[:, 6])))
    text = (
        f"cosine with the expert: translation {shift:.2f}, rotation {turn:.2f}; the "
        f"gripper command has the same sign at {100 * fingers:.0f} % of the steps"
    )
    data = {"translation": shift, "rotation": turn, "gripper": fingers, "axes": axes}
    faults = []
    if shift <= _AGAINST:
        faults.append("the sign of the translation is wrong")
    elif shift >= _FOLLOWS:
        if turn <= _AGAINST:
            faults.append("the sign of the rotation is wrong")
        if fingers <= _GRIPPER_SAME and np.ptp(np.sign(got[:, 6])) > 0:
            faults.append("open and closed of the gripper are exchanged")
    elif sum(axis >= -_AGAINST for axis in axes) == 2 and min(axes) <= _AGAINST:
        faults.append(f"the sign of {'xyz'[int(np.argmin(axes))]} is wrong")
    if faults:
        yield Check(
            topic="action",
            name=name,
            verdict="wrong",
            evidence=f"{'; '.join(faults)}: {text}",
            fix="where the server or policy turns the network's numbers into actions",
            data=data,
        )
    elif shift >= _FOLLOWS:
        yield Check(topic="action", name=name, verdict="ok", evidence=text, data=data)
    else:
        yield Check(
            topic="action",
            name=name,
            verdict="not checked",
            evidence=f"it does not follow the expert, so its signs cannot be told: {text}",
            data=data,
        )


_PARTS = (slice(0, 3), slice(3, 6))


def _cosine(one: FloatArray, other: FloatArray) -> float:
    power = float(np.sum(one**2) * np.sum(other**2))
    return float(np.sum(one * other)) / np.sqrt(power) if power > 0.0 else 0.0
