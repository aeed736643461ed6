"""Known actions through the network's numbers and back, in the real environment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.baseline import Baseline
from simeval.doctor.policy.check import Check, Verdict
from simeval.doctor.policy.decoding import RowDecoder, encoded
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.recording import Recording
from simeval.errors import ModelReplyError
from simeval.policies.pipeline.proprioception import State, tcp_rotation
from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.specs import Preset

FloatArray = npt.NDArray[np.float64]

_CLOSE_M = 0.01
_CLOSE_RAD = np.deg2rad(5.0)


def check_replay(exam: Examination) -> Iterator[Check]:
    """Carry out what a network would say that did what the recording did."""
    preset = exam.subject.preset
    if preset is None:
        return
    if exam.stage is None:
        yield _not_checked(exam.no_stage)
        return
    if exam.baseline is not None and not exam.baseline.comparable:
        yield _not_checked("no statistics of the shipped preset to encode with")
        return
    for recording in exam.recordings:
        yield _replayed(exam, recording)


class _Outcome(NamedTuple):
    success: bool
    shift_m: float
    turn_rad: float

    def is_like(self, recording: Recording) -> bool:
        if recording.success:
            return self.success
        return self.shift_m < _CLOSE_M and self.turn_rad < _CLOSE_RAD


def _replayed(exam: Examination, recording: Recording) -> Check:
    subject, baseline = exam.subject, exam.baseline
    assert subject.preset is not None
    right = subject.preset if baseline is None else baseline.preset
    scale = subject.statistics if baseline is None else baseline.statistics
    episode = recording.context.episode_id
    execute = subject.preset.action.execute
    try:
        rows = encoded(right, scale, recording.actions, recording.states, execute=execute)
    except ValueError as error:
        return _not_checked(f"episode {episode} has no numbers of the network: {error}")
    try:
        outcome = _carried_out(exam, recording, subject.preset, subject.statistics, rows)
    except ModelReplyError as error:
        return _check("wrong", str(error), baseline)
    good = outcome.is_like(recording)
    where = f"the TCP ends {1e3 * outcome.shift_m:.1f} mm and {np.rad2deg(outcome.turn_rad):.1f} "
    where += "degrees away"
    if recording.success:
        what = f"the expert's episode {episode} in the numbers of {right.name}, decoded: "
        what += "success" if outcome.success else "failure"
    else:
        what = f"a tour of the axes (the task has no expert) as {right.name} says it"
    if not good:
        usual = _carried_out(exam, recording, right, scale, rows)
        if not usual.is_like(recording):
            return _not_checked(
                f"the conventions of {right.name} cannot say all that the actions of episode "
                f"{episode} did (its gripper); {where}"
            )
    own = "" if baseline else "; by its own inverse, which proves little"
    return _check("ok" if good else "wrong", f"{what}; {where}{own}", baseline)


def _carried_out(
    exam: Examination,
    recording: Recording,
    preset: Preset,
    statistics: ActionStatistics | None,
    rows: FloatArray,
) -> _Outcome:
    """Let a preset make actions of rows in the environment."""
    stage = exam.stage
    assert stage is not None
    decoder = RowDecoder(preset, statistics, rows, task=recording.context.task)
    state: State = stage.begin(recording.context.episode_id)
    success = False
    for _ in range(recording.steps):
        state, info = stage.step(decoder.next(state))
        success = bool(info["success"])
    final = recording.final_state
    shift = np.linalg.norm(state["tcp_pose_in_base"][:3] - final["tcp_pose_in_base"][:3])
    turn = (tcp_rotation(state) * tcp_rotation(final).inv()).magnitude()[0]
    return _Outcome(success, float(shift), float(turn))


def _check(verdict: Verdict, evidence: str, baseline: Baseline | None) -> Check:
    good = verdict == "ok"
    return Check(
        topic="action",
        name="replay",
        verdict=verdict,
        evidence=evidence,
        fix=None if good or baseline is None else baseline.differing("action"),
    )


def _not_checked(why: str) -> Check:
    return Check(topic="action", name="replay", verdict="not checked", evidence=why)
