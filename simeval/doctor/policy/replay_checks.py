"""Known actions through the network's numbers and back, in the real environment."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simeval.doctor.policy.check import Check
from simeval.doctor.policy.decoding import RowDecoder, encoded
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.recording import Recording
from simeval.errors import ModelReplyError
from simeval.policies.pipeline.proprioception import State, tcp_rotation

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


def _replayed(exam: Examination, recording: Recording) -> Check:
    subject, stage, baseline = exam.subject, exam.stage, exam.baseline
    assert subject.preset is not None and stage is not None
    right = subject.preset if baseline is None else baseline.preset
    scale = subject.statistics if baseline is None else baseline.statistics
    episode = recording.context.episode_id
    try:
        rows = encoded(
            right,
            scale,
            recording.actions,
            recording.states,
            execute=subject.preset.action.execute,
        )
        decoder = RowDecoder(subject.preset, subject.statistics, rows, task=recording.context.task)
        state: State = stage.begin(episode)
        success = False
        for _ in range(recording.steps):
            state, info = stage.step(decoder.next(state))
            success = bool(info["success"])
    except (ValueError, ModelReplyError) as error:
        return _not_checked(
            f"episode {episode} cannot be written in the network's numbers: {error}"
        )
    shift = np.linalg.norm(
        state["tcp_pose_in_base"][:3] - recording.final_state["tcp_pose_in_base"][:3]
    )
    turn = (tcp_rotation(state) * tcp_rotation(recording.final_state).inv()).magnitude()[0]
    where = f"the TCP ends {1e3 * shift:.1f} mm and {np.rad2deg(turn):.1f} degrees away"
    if recording.success:
        good = success
        text = (
            f"the expert's episode {episode} in the numbers of {right.name}, decoded: "
            f"{'success' if success else 'failure'}; {where}"
        )
    else:
        good = bool(shift < _CLOSE_M and turn < _CLOSE_RAD)
        text = (
            f"a tour of the axes (no expert for this task) in the numbers of {right.name}: {where}"
        )
    return Check(
        topic="action",
        name="replay",
        verdict="ok" if good else "wrong",
        evidence=text + ("" if baseline else "; by its own inverse, which proves little"),
        fix=None if good or baseline is None else baseline.differing("action"),
        data={"success": success, "tcp_off_m": float(shift), "tcp_off_rad": float(turn)},
    )


def _not_checked(why: str) -> Check:
    return Check(topic="action", name="replay", verdict="not checked", evidence=why)
