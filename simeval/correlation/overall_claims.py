"""What may and may not be said over all tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from simeval.correlation.agreement import TaskAgreement
from simeval.correlation.claims import supports_validity
from simeval.correlation.columns import Columns


def overall_claims(
    tasks: Sequence[TaskAgreement], columns: Mapping[str, Columns]
) -> tuple[str, ...]:
    """Return the sentences, the most important first; with one task those about it."""
    if len(tasks) == 1:
        return (*tasks[0].claims, _MMRV)
    return (*_validity(tasks, columns), *_order(tasks), *_calibration(tasks), _MMRV, _POOLING)


_MMRV = (
    "MMRV grows with the number of policies and shrinks with trials: compare it only at equal "
    "numbers of both."
)
_POOLING = (
    "The same policies on several tasks are not new policies: coefficients are given within each "
    "task, averaged as a summary, and once for the mean over tasks; the points of all tasks are "
    "never taken together."
)


def _validity(tasks: Sequence[TaskAgreement], columns: Mapping[str, Columns]) -> Iterator[str]:
    valid = [task.task for task in tasks if supports_validity(columns[task.task])]
    if valid:
        yield (
            f"On {len(valid)} of {len(tasks)} tasks policies, trials and range suffice for a claim "
            f"about how valid the simulator is: {', '.join(valid)}."
        )
        return
    yield (
        f"On none of the {len(tasks)} tasks do policies and real trials suffice for a claim that "
        "the simulator is valid."
    )


def _order(tasks: Sequence[TaskAgreement]) -> Iterator[str]:
    tested = [task for task in tasks if task.mmrv.noise_floor_95 is not None]
    wrong = [
        task.task
        for task in tested
        if task.mmrv.value is not None
        and task.mmrv.noise_floor_95 is not None
        and task.mmrv.value > task.mmrv.noise_floor_95
    ]
    if wrong:
        yield f"Policies are put in wrong order, by more than noise, on {', '.join(wrong)}."
    elif tested:
        yield (
            f"On the {len(tested)} tasks with known trials no MMRV is larger than a perfect "
            "simulator could show; with so few policies that is weak evidence."
        )


def _calibration(tasks: Sequence[TaskAgreement]) -> Iterator[str]:
    ends = [task.bias.these_policies for task in tasks if task.bias.these_policies]
    low = sum(interval[1] < 0 for interval in ends)
    high = sum(interval[0] > 0 for interval in ends)
    if low or high:
        yield (
            f"Of {len(ends)} tasks simulated rates are too low on average on {low} and too high on "
            f"{high}, by more than noise: a high r is not calibration, and a simulated rate is not "
            "a real one."
        )
