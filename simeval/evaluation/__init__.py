"""Evaluating the policy object of a Python program."""

from simeval.evaluation.evaluate_policy import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
