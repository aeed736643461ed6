"""Whether episodes that are asked about together get what they get alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.check import Check, Verdict
from simeval.doctor.policy.examination import Examination
from simeval.policies.interface import EpisodeContext, Observation
from simeval.policies.model import Model
from simeval.policies.pipeline.slots import Slots

FloatArray = npt.NDArray[np.float64]

_SLOTS = 4
_EQUAL, _ROUNDING, _HALF_PRECISION = 1e-6, 1e-4, 1e-2


def check_batches(exam: Examination) -> Iterator[Check]:
    """Four observations alone, together, and together in another order."""
    subject = exam.subject
    if subject.preset is None or subject.model is None:
        yield _not_checked("a policy without a preset is asked about one episode at a time")
        return
    if subject.preset.largest_batch == 1:
        yield _not_checked("the preset allows one episode at a time (largest_batch: 1)")
        return
    model: Model = subject.model
    if subject.connect_batch is not None:
        model = subject.connect_batch()
    try:
        if model.largest_batch < _SLOTS:
            yield _not_checked(f"the network takes {model.largest_batch} at a time")
            return
        yield _compared(exam, model)
    finally:
        if subject.connect_batch is not None:
            model.close()


def _compared(exam: Examination, model: Model) -> Check:
    questions = _questions(exam)
    alone: dict[str, FloatArray] = {}
    for name in questions:
        alone.update(_ask(exam, model, questions, [name]))
    together = _ask(exam, model, questions, list(questions))
    turned = _ask(exam, model, questions, list(reversed(questions)))
    batch = max(float(np.abs(alone[name] - together[name]).max()) for name in questions)
    order = max(float(np.abs(turned[name] - together[name]).max()) for name in questions)
    worst = max(batch, order)
    assert exam.subject.preset is not None
    verdict = _verdict(worst, deterministic=exam.subject.preset.deterministic)
    return Check(
        topic="behaviour",
        name="batch",
        verdict=verdict,
        evidence=f"four episodes together and alone: up to {batch:.2g} apart; in another order: up "
        f"to {order:.2g} (m, rad, gripper)",
        fix="largest_batch: 1, or let no row of a batch see another"
        if verdict == "wrong"
        else None,
        data={"batch": batch, "order": order},
    )


def _verdict(apart: float, *, deterministic: bool) -> Verdict:
    """Sums in another order, and in half precision, are no mistake; to see another row is one."""
    if apart <= _EQUAL:
        return "ok"
    if apart <= _ROUNDING:
        return "note"
    return "wrong" if deterministic and apart > _HALF_PRECISION else "warning"


def _questions(exam: Examination) -> dict[str, tuple[EpisodeContext, Observation]]:
    found = {}
    for number in range(_SLOTS):
        recording = exam.recordings[number % len(exam.recordings)]
        at = min((number // len(exam.recordings)) * 7, recording.steps - 1)
        names = exam.subject.policy.spec.cameras
        frames = recording.frames[at]
        found[f"slot {number}"] = (
            replace(recording.context, control_hz=_hz(exam), seed=number),
            Observation(
                step=0,
                instruction=recording.context.instruction,
                frames=frames if names is None else {name: frames[name] for name in names},
                state=recording.states[at],
            ),
        )
    return found


def _hz(exam: Examination) -> int:
    assert exam.subject.preset is not None
    return exam.subject.preset.action.control_hz


def _ask(
    exam: Examination,
    model: Model,
    questions: Mapping[str, tuple[EpisodeContext, Observation]],
    names: Sequence[str],
) -> dict[str, FloatArray]:
    assert exam.subject.preset is not None
    slots = Slots(exam.subject.preset, model, exam.subject.statistics)
    slots.begin({name: questions[name][0] for name in names})
    chunks = slots.act({name: questions[name][1] for name in names})
    return {name: chunk.actions for name, chunk in chunks.items()}


def _not_checked(why: str) -> Check:
    return Check(topic="behaviour", name="batch", verdict="not checked", evidence=why)
