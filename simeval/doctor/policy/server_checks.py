"""How fast the network answers, and whether it can be found again."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from simeval.doctor.policy.check import Check
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.recording import follow
from simeval.doctor.policy.repeat_checks import SAME


def check_latency(exam: Examination) -> Iterator[Check]:
    """Times of all questions so far."""
    subject = exam.subject
    times = subject.policy.times_ms if subject.model is None else subject.model.times_ms
    first, rest = times[0], np.array(times[1:] or times)
    p50, p95 = np.percentile(rest, [50, 95])
    hz = exam.recordings[0].context.control_hz
    yield Check(
        topic="server",
        name="latency",
        verdict="ok",
        evidence=f"first answer {first:.0f} ms; then half within {p50:.1f} ms and 95 % within "
        f"{p95:.1f} ms, of {len(rest)} (a control step is {1e3 / hz:.0f} ms; the simulator waits)",
        data={"first_ms": first, "p50_ms": float(p50), "p95_ms": float(p95), "count": len(rest)},
    )


def check_connection(exam: Examination, *, stall_s: float) -> Iterator[Check]:
    """Ask again after a pause, and over a new connection."""
    subject = exam.subject
    if not subject.remote:
        yield Check(
            topic="server",
            name="connection",
            verdict="not checked",
            evidence="there is no server: the policy runs in this process",
        )
        return
    recording = exam.recordings[0]
    steps = min(4, recording.steps)
    before = follow(subject.policy, recording, steps=steps)
    if stall_s > 0.0:
        time.sleep(stall_s)
        follow(subject.policy, recording, steps=steps)
        yield Check(
            topic="server",
            name="pause",
            verdict="ok",
            evidence=f"it answers after a pause of {stall_s:g} s",
        )
    else:
        yield Check(
            topic="server",
            name="pause",
            verdict="not checked",
            evidence="no pause was asked for",
            fix="stall_s=60 lets the connection rest for a minute",
        )
    subject.policy.close()
    after = follow(subject.policy, recording, steps=steps)
    apart = float(np.abs(before - after).max())
    yield Check(
        topic="server",
        name="reconnect",
        verdict="ok" if apart <= SAME else "note",
        evidence="a new connection gives the same actions"
        if apart <= SAME
        else f"a new connection gives actions up to {apart:.2g} apart",
    )
