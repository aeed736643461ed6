"""How large the motions of the policy are, held against the data of its robot."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.check import Check, Verdict
from simeval.doctor.policy.examination import Examination
from simeval.policies.pipeline.statistics import ActionStatistics, load_statistics
from simeval.policies.specs import Unnormalise

FloatArray = npt.NDArray[np.float64]

DATASET_OF_TASKS = {"widowx_": "bridge_orig", "google_robot_": "fractal20220817_data"}
"""The data that most networks for a robot of SIMPLER learned from, by prefix of its tasks."""

_SMALLEST, _LARGEST = 0.2, 2.0
_LARGEST_ROTATION = 3.0
_STILL = 1e-5


def check_scale(exam: Examination) -> Iterator[Check]:
    """Displacements and rotations against the quantiles of the robot's data."""
    task = exam.recordings[0].context.task
    known = [data for prefix, data in DATASET_OF_TASKS.items() if task.startswith(prefix)]
    if not known:
        yield Check(
            topic="action",
            name="scale",
            verdict="not checked",
            evidence="no published quantiles of displacements for this robot",
        )
        return
    spec = Unnormalise(kind="q01q99", key=known[0], statistics="bundled")
    statistics = load_statistics(spec, width=7, file=None)
    answers = np.concatenate(exam.answers)
    yield _translation(answers, statistics, known[0])
    yield _rotation(answers, statistics, known[0])


def _translation(answers: FloatArray, statistics: ActionStatistics, dataset: str) -> Check:
    size, ratio = _ratio(answers, statistics, slice(0, 3))
    if np.max(size) < _STILL:
        return _check("scale", "note", "it never moves the arm")
    good = _SMALLEST <= ratio <= _LARGEST
    listed = ", ".join(f"{1e3 * value:.1f}" for value in size)
    return _check(
        "scale",
        "ok" if good else "wrong",
        f"95 % of the displacements are within {listed} mm (x, y, z), {ratio:.2f} of half the 1 to "
        f"99 % range of {dataset}; allowed {_SMALLEST} to {_LARGEST}",
        fix=None
        if good
        else "the statistics key (action.unnormalise.key, or the server's unnorm_key), or whether "
        "both or neither of server and preset un-normalise",
        ratio=ratio,
    )


def _rotation(answers: FloatArray, statistics: ActionStatistics, dataset: str) -> Check:
    size, ratio = _ratio(answers, statistics, slice(3, 6))
    good = ratio <= _LARGEST_ROTATION
    listed = ", ".join(f"{value:.2f}" for value in size)
    return _check(
        "scale of rotations",
        "ok" if good else "wrong",
        f"95 % are within {listed} rad (x, y, z), {ratio:.2f} of half the 1 to 99 % range of "
        f"{dataset}; allowed up to {_LARGEST_ROTATION:g}",
        fix=None
        if good
        else "action.end_effector.representation and rotation_column, degrees instead of rad, or "
        "the statistics key",
        ratio=ratio,
    )


def _ratio(
    answers: FloatArray, statistics: ActionStatistics, part: slice
) -> tuple[FloatArray, float]:
    """Return the 95 % size of each component, and its ratio to half the range of the data.

    The ratio is over the axes together: a scene may ask for no motion along one of them.
    """
    size = np.percentile(np.abs(answers[:, part]), 95, axis=0)
    half = 0.5 * (statistics.high - statistics.low)[part]
    return size, float(np.sqrt(np.mean((size / half) ** 2)))


def _check(
    name: str, verdict: Verdict, evidence: str, *, fix: str | None = None, ratio: float = 0.0
) -> Check:
    return Check(
        topic="action",
        name=name,
        verdict=verdict,
        evidence=evidence,
        fix=fix,
        data={"ratio": ratio},
    )
