"""How fast the network answers, and whether it can be found again."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.check import Check
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.recording import follow
from simeval.doctor.policy.repeat_checks import SAME
from simeval.errors import ModelConnectionError

FloatArray = npt.NDArray[np.float64]

_PATIENCE_S = 900.0
_POLL_S = 0.2


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


def check_connection(exam: Examination, *, stall_s: float, restart: bool) -> Iterator[Check]:
    """Ask again after a pause, over a new connection, and of a server that was started again."""
    subject = exam.subject
    if not subject.remote:
        yield Check(
            topic="server",
            name="connection",
            verdict="not checked",
            evidence="there is no server: the policy runs in this process",
        )
        return
    before = _ask(exam)
    yield _pause(exam, stall_s)
    subject.policy.close()
    yield _same("reconnect", "a new connection", before, _ask(exam))
    yield _restart(exam, before, asked_for=restart)


def _pause(exam: Examination, stall_s: float) -> Check:
    if stall_s == 0.0:
        return Check(
            topic="server",
            name="pause",
            verdict="not checked",
            evidence="no pause was asked for",
            fix="stall_s=60 lets the connection rest for a minute",
        )
    time.sleep(stall_s)
    try:
        _ask(exam)
    except ModelConnectionError as error:
        return Check(
            topic="server",
            name="pause",
            verdict="warning",
            evidence=f"the connection is gone after {stall_s:g} s of silence, and an episode with "
            f"it: {error}",
            fix="longer keepalive times in the server",
        )
    return Check(
        topic="server",
        name="pause",
        verdict="ok",
        evidence=f"it answers after {stall_s:g} s of silence",
    )


def _restart(exam: Examination, before: FloatArray, *, asked_for: bool) -> Check:
    end_server = exam.subject.end_server
    if end_server is None or not asked_for:
        return Check(
            topic="server",
            name="restart",
            verdict="not checked",
            evidence="the server was not ended",
            fix="restart=true, with policy.server.command, ends it and asks again",
        )
    end_server()
    started = time.monotonic()
    while True:
        try:
            after = _ask(exam)
            break
        except ModelConnectionError:
            if time.monotonic() - started > _PATIENCE_S:
                raise
            time.sleep(_POLL_S)
    seconds = time.monotonic() - started
    return _same("restart", f"the server, ended and back after {seconds:.0f} s,", before, after)


def _ask(exam: Examination) -> FloatArray:
    recording = exam.recordings[0]
    return follow(exam.subject.policy, recording, steps=min(4, recording.steps))


def _same(name: str, who: str, before: FloatArray, after: FloatArray) -> Check:
    apart = float(np.abs(before - after).max())
    same = apart <= SAME
    return Check(
        topic="server",
        name=name,
        verdict="ok" if same else "note",
        evidence=f"{who} gives the same actions"
        if same
        else f"{who} gives actions up to {apart:.2g} apart",
    )
