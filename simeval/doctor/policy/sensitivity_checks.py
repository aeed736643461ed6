"""Whether another instruction or another picture changes what the policy does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.check import Check
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.recording import Frame, follow
from simeval.doctor.policy.repeat_checks import SAME
from simeval.doctor.policy.turned_pictures import TURNED

FloatArray = npt.NDArray[np.float64]

_STEPS = 4
_OTHER_WORDS = "close the top drawer"


def check_sensitivity(exam: Examination) -> Iterator[Check]:
    """Ask again with another instruction, with other colours, turned round, and in the dark."""
    if not exam.looks:
        yield Check(
            topic="behaviour",
            name="image",
            verdict="note",
            evidence="the policy reads no frame",
        )
    recording, policy = exam.recordings[0], exam.subject.policy
    steps = min(_STEPS, recording.steps)
    plain = follow(policy, recording, steps=steps)
    again = follow(policy, recording, steps=steps)
    if np.abs(plain - again).max() > SAME:
        yield Check(
            topic="behaviour",
            name="text and image",
            verdict="not checked",
            evidence="the same question has different answers already (determinism)",
        )
        return
    told = follow(policy, recording, steps=steps, instruction=_OTHER_WORDS)
    yield _text(exam, _apart(plain, told))
    if exam.looks:
        changes = {
            name: _apart(plain, follow(policy, recording, steps=steps, see=see))
            for name, see in {**TURNED, "black": _black}.items()
        }
        yield _image(changes)


def _black(frame: Frame) -> Frame:
    return np.zeros(frame.shape, dtype=np.uint8)


def _text(exam: Examination, apart: float) -> Check:
    if apart > SAME:
        return Check(
            topic="behaviour",
            name="instruction",
            verdict="ok",
            evidence=f"{_OTHER_WORDS!r} changes the actions by up to {apart:.2g}",
        )
    network = exam.looks and not exam.subject.policy.spec.privileged
    return Check(
        topic="behaviour",
        name="instruction",
        verdict="warning" if network else "note",
        evidence=f"{_OTHER_WORDS!r} as the instruction changes nothing",
        fix="observation.text.key, or the server ignores the instruction" if network else None,
    )


def _image(changes: dict[str, float]) -> Check:
    deaf = [name for name, apart in changes.items() if apart <= SAME]
    listed = ", ".join(f"{name} {apart:.2g}" for name, apart in changes.items())
    if len(deaf) == len(changes):
        return Check(
            topic="behaviour",
            name="image",
            verdict="warning",
            evidence="no change of the picture changes the actions, not even a black one",
            fix="observation.cameras[].key, or the server ignores the picture",
        )
    return Check(
        topic="behaviour",
        name="image",
        verdict="warning" if deaf else "ok",
        evidence=f"largest change of the actions: {listed}"
        + (f"; nothing changes with {' or '.join(deaf)}" if deaf else ""),
        data=changes,
    )


def _apart(one: FloatArray, other: FloatArray) -> float:
    return float(np.abs(one - other).max())
