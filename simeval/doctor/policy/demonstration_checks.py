"""What the policy does, held against what the scripted expert did at the same steps.

A network with skill does roughly what the expert does. One that goes to the right places but turns
the other way, or opens where the expert closes, has a wrong sign behind it. One that goes nowhere
in particular tells nothing, and nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.check import Check
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.explanations import rotation_gap, translation_gap
from simeval.doctor.policy.recording import follow
from simeval.doctor.policy.turned_pictures import TURNED

FloatArray = npt.NDArray[np.float64]

_FOLLOWS = 0.5
_CLOSELY = 0.98
_AGAINST = -0.9
_GRIPPER_SAME, _CLEAR = 0.2, 0.5
_ENOUGH = 0.02
_FAR, _BETTER = 0.25, 0.5
_LOOKED = 16


def check_demonstration(exam: Examination) -> Iterator[Check]:
    """Signs of the motions, and the picture under which they are most like the expert's."""
    shown = [
        (answer, recording.actions)
        for answer, recording in zip(exam.answers, exam.recordings, strict=True)
        if recording.success is not None
    ]
    if not shown:
        yield _not_checked(exam.no_stage or "the task has no scripted expert")
        return
    got = np.concatenate([answer for answer, _ in shown])
    wanted = np.concatenate([actions for _, actions in shown])
    yield _signs(got, wanted)
    if exam.looks:
        yield _pictures(exam)


def _signs(got: FloatArray, wanted: FloatArray) -> Check:
    shift, turn = (_cosine(got[:, part], wanted[:, part]) for part in _PARTS)
    clear = (np.abs(wanted[:, 6]) > _CLEAR) & (np.abs(got[:, 6]) > _CLEAR)
    same = np.sign(got[clear, 6]) == np.sign(wanted[clear, 6])
    fingers = float(np.mean(same)) if len(same) else 1.0
    text = (
        f"cosine with the expert: translation {shift:.2f}, rotation {turn:.2f}; the gripper "
        f"command has the same sign at {100 * fingers:.0f} % of {len(same)} steps where it is clear"
    )
    faults = [*_faults(got, wanted, shift, turn, fingers)]
    if not faults and shift < _FOLLOWS:
        return _not_checked(f"it does not follow the expert, so signs cannot be told: {text}")
    return Check(
        topic="action",
        name="agreement with the expert",
        verdict="wrong" if faults else "ok",
        evidence=f"{'; '.join(faults)}: {text}" if faults else text,
        fix="where the server or the policy makes actions of the network's numbers"
        if faults
        else None,
        data={"translation": shift, "rotation": turn, "gripper": fingers, "faults": faults},
    )


def _faults(
    got: FloatArray, wanted: FloatArray, shift: float, turn: float, fingers: float
) -> Iterator[str]:
    if shift <= _AGAINST:
        yield "the sign of the translation is wrong"
        return
    axes = [_cosine(got[:, [axis]], wanted[:, [axis]]) for axis in range(3)]
    power = np.sum(wanted[:, :3] ** 2, axis=0) / np.sum(wanted[:, :3] ** 2)
    for axis in range(3):
        others = [axes[other] for other in range(3) if other != axis]
        if axes[axis] <= _AGAINST and min(others) >= _FOLLOWS and power[axis] >= _ENOUGH:
            yield f"the sign of {'xyz'[axis]} is wrong"
    if shift >= _FOLLOWS:
        if turn <= _AGAINST:
            yield "the sign of the rotation is wrong"
        if fingers <= _GRIPPER_SAME and np.ptp(np.sign(got[:, 6])) > 0:
            yield "open and closed of the gripper are exchanged"
    if shift >= _CLOSELY and turn > _AGAINST:
        # So close to the expert that a mistake can be told to the last digit.
        yield from translation_gap(got, wanted).reasons[:1]
        yield from rotation_gap(got, wanted).reasons[:1]


def _pictures(exam: Examination) -> Check:
    recording = exam.recordings[0]
    steps = min(_LOOKED, recording.steps)
    wanted = recording.actions[:steps, :3]
    usual = float(np.linalg.norm(wanted, axis=1).mean())
    plain = exam.answers[0][:steps, :3]
    off = {"as it is": _off(plain, wanted)}
    for name, see in TURNED.items():
        turned = follow(exam.subject.policy, recording, steps=steps, see=see)[:, :3]
        off[name] = _off(turned, wanted)
        far = off["as it is"] > _FAR * usual
        if far and _cosine(turned, wanted) >= _FOLLOWS and off[name] < _BETTER * off["as it is"]:
            return Check(
                topic="action",
                name="channel order and orientation",
                verdict="wrong",
                evidence=f"it acts much more like the expert with {name}: {1e3 * off[name]:.1f} mm "
                f"off per step instead of {1e3 * off['as it is']:.1f}",
                fix="observation.cameras[].channels, or the order in which the server reads pixels",
                data=off,
            )
    listed = ", ".join(f"{name} {1e3 * value:.1f}" for name, value in off.items())
    return Check(
        topic="action",
        name="channel order and orientation",
        verdict="ok" if _cosine(plain, wanted) >= _FOLLOWS else "not checked",
        evidence=f"mm off the expert per step: {listed}",
        data=off,
    )


def _off(got: FloatArray, wanted: FloatArray) -> float:
    """Mean distance between displacements [T, 3]."""
    return float(np.linalg.norm(got - wanted, axis=1).mean())


_PARTS = (slice(0, 3), slice(3, 6))


def _cosine(one: FloatArray, other: FloatArray) -> float:
    power = float(np.sum(one**2) * np.sum(other**2))
    return float(np.sum(one * other)) / np.sqrt(power) if power > 0.0 else 0.0


def _not_checked(why: str) -> Check:
    return Check(
        topic="action", name="agreement with the expert", verdict="not checked", evidence=why
    )
