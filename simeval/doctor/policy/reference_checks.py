"""The policy against what the authors' own code made of the same observations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.check import Check
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.explanations import gaps
from simeval.doctor.policy.input_checks import inputs_of
from simeval.doctor.policy.recording import Recording, follow
from simeval.doctor.policy.reference_file import ReferenceFile
from simeval.doctor.policy.state_reasons import state_reasons, written_rotations
from simeval.doctor.policy.turned_pictures import TURNED
from simeval.policies.model import ModelReply
from simeval.policies.pipeline.actions import ActionDecoder
from simeval.policies.pipeline.reply import reply_rows
from simeval.policies.specs import Preset

FloatArray = npt.NDArray[np.float64]

_LEVELS = 0.5
_STATE = 1e-4
_SAME_M_RAD = 1e-3
_MUCH_LESS = 0.25


def check_reference(exam: Examination, reference: ReferenceFile) -> Iterator[Check]:
    """Inputs, decoded outputs and actions, each where the file has them."""
    preset = exam.subject.preset
    recordings = _recordings(exam, reference)
    if preset is not None and reference.inputs:
        yield from _inputs(preset, recordings, reference)
    if preset is not None and reference.outputs and reference.actions is not None:
        yield from _decoded(exam, preset, recordings, reference)
    if reference.actions is not None:
        yield from _actions(exam, recordings, reference.actions)


def _recordings(exam: Examination, reference: ReferenceFile) -> list[Recording]:
    context = replace(exam.recordings[0].context, instruction=reference.instruction)
    usual = exam.recordings[0].states[0]
    found = []
    for index in range(reference.count):
        state = {name: array[index] for name, array in reference.state.items()}
        found.append(
            Recording(
                context=context,
                actions=np.zeros((1, 7)),
                states=({**usual, **state},),
                frames=({name: frames[index] for name, frames in reference.frames.items()},),
                privileged=(None,),
                final_state={**usual, **state},
                success=None,
            )
        )
    return found


def _inputs(
    preset: Preset, recordings: list[Recording], reference: ReferenceFile
) -> Iterator[Check]:
    ours = [inputs_of(preset, recording, 1)[0] for recording in recordings]
    for key, wanted in reference.inputs.items():
        if any(key not in inputs for inputs in ours):
            yield _wrong(f"input {key}", f"the preset sends no {key!r}", "observation")
            continue
        got = np.stack([np.asarray(inputs[key]) for inputs in ours])
        yield _input(key, got, wanted, preset)


def _input(key: str, got: npt.NDArray[Any], wanted: npt.NDArray[Any], preset: Preset) -> Check:
    name = f"input {key}"
    if got.shape != wanted.shape:
        return _wrong(
            name, f"{list(got.shape[1:])} instead of {list(wanted.shape[1:])}", "observation"
        )
    if wanted.dtype.kind not in "biuf":
        same = bool(np.all(got.astype(str) == wanted.astype(str)))
        text = f"{got.ravel()[0]!r} instead of {wanted.ravel()[0]!r}"
        return _good(name, "the same text") if same else _wrong(name, text, "observation.text")
    apart = np.abs(got.astype(np.float64) - wanted.astype(np.float64))
    if wanted.dtype == np.uint8:
        mean, text = float(apart.mean()), f"mean |Δ| {apart.mean():.2f} of 255"
        if mean <= _LEVELS:
            return _good(name, text)
        turned = float(np.abs(got[..., ::-1].astype(np.float64) - wanted).mean())
        if turned < 0.5 * mean:
            text += f"; {turned:.2f} with red and blue exchanged (RGB against BGR)"
        return _wrong(name, text, "observation.cameras")
    if float(apart.max()) <= _STATE:
        return _good(name, f"at most {apart.max():.2g} apart")
    flat = (len(got), -1)
    rotations = [
        written
        for vector in preset.observation.state
        if "/".join(vector.key) == key
        for written in written_rotations(vector)
    ]
    reasons = state_reasons(got.reshape(flat), wanted.reshape(flat), rotations, written_in="ours")
    because = f": {'; '.join(reasons)}" if reasons else ""
    return _wrong(name, f"up to {apart.max():.3g} apart{because}", "observation.state")


def _decoded(
    exam: Examination, preset: Preset, recordings: list[Recording], reference: ReferenceFile
) -> Iterator[Check]:
    assert reference.actions is not None
    got = []
    for index, recording in enumerate(recordings):
        outputs = {name: array[index] for name, array in reference.outputs.items()}
        rows = reply_rows(ModelReply(outputs=outputs), preset.action, preset=preset.name)
        decoder = ActionDecoder(preset, exam.subject.statistics, task=recording.context.task)
        decoder.accept(rows, recording.states[0])
        got.append(decoder.take(1, recording.states[0])[0])
    yield from _gaps("decoded", np.array(got), reference.actions, exam)


def _actions(exam: Examination, recordings: list[Recording], wanted: FloatArray) -> Iterator[Check]:
    policy = exam.subject.policy
    got = np.concatenate([follow(policy, recording, steps=1) for recording in recordings])
    plain = _off(got, wanted)
    if plain > _SAME_M_RAD:
        for words, see in TURNED.items():
            turned = np.concatenate(
                [follow(policy, recording, steps=1, see=see) for recording in recordings]
            )
            # Not to the bit: a JPEG of exchanged channels is another JPEG.
            if _off(turned, wanted) < _MUCH_LESS * plain:
                yield _wrong(
                    "policy",
                    f"its actions are {plain:.2g} off (m, rad); with {words} only "
                    f"{_off(turned, wanted):.2g}",
                    "observation.cameras[].channels, or the order in which the policy reads pixels",
                )
                return
    yield from _gaps("policy", got, wanted, exam)


def _gaps(what: str, got: FloatArray, wanted: FloatArray, exam: Examination) -> Iterator[Check]:
    for gap in gaps(got, wanted):
        name = f"{what} {gap.part}"
        if gap.size <= max(gap.tolerance, _SAME_M_RAD):
            yield _good(name, gap.text)
            continue
        because = f": {' or '.join(gap.reasons)}" if gap.reasons else ""
        part = "gripper" if gap.part == "gripper" else "end_effector"
        yield _wrong(name, f"{gap.text}{because}", f"action.{part}")


def _off(got: FloatArray, wanted: FloatArray) -> float:
    """Difference of the arm's motions (m, rad), of the median observation."""
    return float(np.median(np.abs(got - wanted)[:, :6].max(axis=1)))


def _good(name: str, evidence: str) -> Check:
    return Check(topic="reference", name=name, verdict="ok", evidence=evidence)


def _wrong(name: str, evidence: str, fix: str) -> Check:
    return Check(topic="reference", name=name, verdict="wrong", evidence=evidence, fix=fix)
