"""All checks of a policy, in the order in which a mistake in one explains those after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from simeval.doctor.policy.action_checks import check_actions
from simeval.doctor.policy.adapter_checks import check_adapter, check_first_reply
from simeval.doctor.policy.batch_checks import check_batches
from simeval.doctor.policy.check import Check
from simeval.doctor.policy.demonstration_checks import check_demonstration
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.input_checks import check_inputs
from simeval.doctor.policy.kernel_checks import check_kernels
from simeval.doctor.policy.reference_checks import check_reference
from simeval.doctor.policy.reference_file import ReferenceFile
from simeval.doctor.policy.repeat_checks import check_repeats
from simeval.doctor.policy.replay_checks import check_replay
from simeval.doctor.policy.reply_checks import check_replies
from simeval.doctor.policy.robot_checks import check_robot
from simeval.doctor.policy.scale_checks import check_scale
from simeval.doctor.policy.sensitivity_checks import check_sensitivity
from simeval.doctor.policy.server_checks import check_connection, check_latency
from simeval.errors import ModelReplyError, UsageError

_Checker = Callable[[Examination], Iterator[Check]]


@dataclass(frozen=True)
class _Part:
    title: str
    checks: _Checker
    asks: bool = False
    """True where the policy must answer."""
    compares: bool = False
    """True where what is wrong is wrong by the shipped preset."""


_PARTS = (
    _Part("preset", check_adapter),
    _Part("inputs", check_inputs, compares=True),
    _Part("image kernels", check_kernels),
    _Part("action conventions", check_actions, compares=True),
    _Part("robot", check_robot),
    _Part("replay", check_replay, compares=True),
    _Part("first answer", check_first_reply, asks=True),
    _Part("replies", check_replies, asks=True),
    _Part("scale", check_scale, asks=True),
    _Part("agreement with the expert", check_demonstration, asks=True),
    _Part("repeats", check_repeats, asks=True),
    _Part("sensitivity", check_sensitivity, asks=True),
    _Part("batch", check_batches, asks=True),
)


def examine(
    exam: Examination,
    *,
    reference: ReferenceFile | None = None,
    stall_s: float = 0.0,
    restart: bool = False,
) -> Iterator[Check]:
    """Yield every check as soon as it is done.

    Args:
        exam: The policy and what it is asked about.
        reference: What the authors' own code makes of some observations.
        stall_s: Seconds of silence after which the server must still answer.
        restart: End the server, and ask again once it is back.

    Raises:
        InfrastructureError: The server is gone, or something else broke that is not the policy.
    """
    last = [
        _Part("latency", check_latency, asks=True),
        _Part("connection", partial(check_connection, stall_s=stall_s, restart=restart), asks=True),
    ]
    told = (
        []
        if reference is None
        else [_Part("reference", partial(check_reference, reference=reference), asks=True)]
    )
    answers = True
    guessed = exam.baseline is not None and exam.baseline.guessed
    for part in (*_PARTS, *told, *last):
        if part.asks and not answers:
            yield _skipped(part)
            continue
        try:
            for check in part.checks(exam):
                yield _softened(check) if part.compares and guessed else check
        except (UsageError, ModelReplyError) as error:
            yield Check(
                topic="adapter", name=part.title, verdict="wrong", evidence=str(error), fix=None
            )
            answers = answers and not part.asks
    if reference is None:
        yield Check(
            topic="reference",
            name="authors' own code",
            verdict="not checked",
            evidence="no reference=FILE was given; it alone can tell whether a closed box sees and "
            "acts as its authors meant",
        )


def _softened(check: Check) -> Check:
    """A difference to the preset of another family may be meant."""
    return replace(check, verdict="warning") if check.verdict == "wrong" else check


def _skipped(part: _Part) -> Check:
    return Check(
        topic="behaviour",
        name=part.title,
        verdict="not checked",
        evidence="the policy gives no usable answer (above)",
    )
