"""Whether the same question has the same answer, whoever asked before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.check import Check, Verdict
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.recording import follow

FloatArray = npt.NDArray[np.float64]

SAME = 1e-5
"""Actions that differ by less are equal: sums on a GPU may come in another order."""

_SHORT, _LONG = 8, 30


def check_repeats(exam: Examination) -> Iterator[Check]:
    """Ask B, A, B, A, A: A after B twice (determinism), and A after another episode (leak).

    Some state leaks only from the episode just before, so that A is asked after B and after A; some
    stays for good, so that A is also held against its very first answer.
    """
    first, other = exam.recordings[0], exam.recordings[-1]
    policy = exam.subject.policy

    def ask_a() -> FloatArray:
        return follow(policy, first, steps=min(_SHORT, first.steps))

    def ask_b() -> None:
        follow(policy, other, steps=min(_LONG, other.steps))

    at_first = exam.answers[0][: min(_SHORT, first.steps)]
    ask_b()
    after_b = ask_a()
    ask_b()
    after_b_again, after_a = ask_a(), ask_a()
    repeat = _apart(after_b, after_b_again)
    leak = max(_apart(after_b_again, after_a), _apart(at_first, after_a))
    yield _determinism(exam, repeat)
    yield _leak(exam, repeat=repeat, leak=leak)


def _determinism(exam: Examination, apart: float) -> Check:
    preset = exam.subject.preset
    declared = None if preset is None else preset.deterministic
    if apart <= SAME:
        return Check(
            topic="behaviour",
            name="determinism",
            verdict="ok",
            evidence=f"the same episode and seed twice: {_how_far(apart)}",
        )
    verdict: Verdict = "wrong" if declared else "note" if declared is False else "warning"
    return Check(
        topic="behaviour",
        name="determinism",
        verdict=verdict,
        evidence=f"the same episode and seed twice: {_how_far(apart)}"
        + ("; the preset says deterministic" if declared else "")
        + ("; the preset says not deterministic" if declared is False else ""),
        fix="deterministic: false, or draw from the seed of the episode, or forget the last one"
        if declared
        else None,
        data={"apart": apart},
    )


def _leak(exam: Examination, *, repeat: float, leak: float) -> Check:
    name, fix = "state between episodes", "reset must forget queues, latches, histories and draws"
    if repeat <= SAME:
        good = leak <= SAME
        return Check(
            topic="behaviour",
            name=name,
            verdict="ok" if good else "wrong",
            evidence=f"episode A at first, after B and after A: {_how_far(leak)}"
            + ("" if good else "; state of the last episode leaks into the next"),
            fix=None if good else fix,
            data={"apart": leak},
        )
    preset = exam.subject.preset
    if preset is not None and preset.deterministic:
        return Check(
            topic="behaviour",
            name=name,
            verdict="wrong",
            evidence="the preset says that the same questions have the same answers, and they have "
            f"not ({_how_far(repeat)}): a memory or a generator of random numbers is not reset",
            fix=f"{fix}; or deterministic: false",
        )
    if exam.subject.fresh is None:
        return Check(
            topic="behaviour",
            name=name,
            verdict="not checked",
            evidence="the answers differ even where the same was asked before: either it draws "
            "without the seed of the episode, or something is never reset",
        )
    recording = exam.recordings[0]
    one, two = (
        follow(exam.subject.fresh(), recording, steps=min(_SHORT, recording.steps))
        for _ in range(2)
    )
    if _apart(one, two) <= SAME:
        return Check(
            topic="behaviour",
            name=name,
            verdict="wrong",
            evidence="two new copies of the policy give the same actions, one copy asked twice "
            f"does not ({_how_far(repeat)}): state leaks from episode to episode",
            fix=fix,
        )
    return Check(
        topic="behaviour",
        name=name,
        verdict="not checked",
        evidence="the policy draws without the seed of the episode, which hides a leak",
    )


def _apart(one: FloatArray, other: FloatArray) -> float:
    return float(np.abs(one - other).max())


def _how_far(apart: float) -> str:
    if apart == 0.0:
        return "the same to the bit"
    return f"at most {apart:.2g} apart (m, rad, gripper)"
