"""Averages over what successive replies say about the same step."""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from simeval.policies.specs import Ensemble

FloatArray = npt.NDArray[np.float64]

_COSINE_EPSILON = 1e-7


class TemporalEnsemble:
    """Averages one step over the last replies, for one slot.

    Args:
        rule: Weights, and how many replies count.
    """

    def __init__(self, rule: Ensemble) -> None:
        self._rule = rule
        self._replies: deque[FloatArray] = deque(maxlen=rule.horizon)

    def add(self, rows: FloatArray) -> FloatArray:
        """Take the reply of this step, float [H, D], and return the average row [D].

        A reply that is k steps old says at its row k what this step is. Replies of a single row
        (H = 1) are averaged as they are.
        """
        self._replies.append(rows)
        newest = len(self._replies) - 1
        about_now = np.stack(
            [
                reply[newest - index if len(reply) > 1 else 0]
                for index, reply in enumerate(self._replies)
            ]
        )
        weights = ensemble_weights(about_now, self._rule)
        return np.asarray(np.sum(weights[:, np.newaxis] * about_now, axis=0))


def ensemble_weights(predictions: FloatArray, rule: Ensemble) -> FloatArray:
    """Return the weights of predictions of one step.

    ``exponential``: ``exp(-m i)``, i = 0 for the oldest (ACT, arXiv:2304.13705; with m = 0 Octo in
    SimplerEnv). ``adaptive_cosine``: ``exp(alpha cos(a, newest))`` over all columns (CogACT,
    arXiv:2411.19650, ``adaptive_ensemble.py``).

    Args:
        predictions: Float [K, D], the oldest first.
        rule: Rule and coefficient.

    Returns:
        Float [K], summing to 1.
    """
    if rule.rule == "exponential":
        exponents = -rule.coefficient * np.arange(len(predictions))
    else:
        newest = predictions[-1]
        lengths = np.linalg.norm(predictions, axis=1) * np.linalg.norm(newest)
        exponents = rule.coefficient * (predictions @ newest) / (lengths + _COSINE_EPSILON)
    weights = np.exp(exponents - exponents.max())
    return np.asarray(weights / weights.sum())
