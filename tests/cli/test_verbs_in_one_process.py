"""Verbs that follow each other in one process do not disturb each other."""

from __future__ import annotations

from simeval.conf.compose import compose_runs
from simeval.conf.compose_serve import compose_serve


def test_policy_is_a_choice_of_run_and_a_plain_key_of_serve():
    for _ in range(2):
        [run] = compose_runs(["suite=smoke", "policy=zero"], multirun=False)
        served = compose_serve(["policy=random", "port=0"])

        assert run.policy.name == "zero"
        assert served.entry is not None
        assert served.entry.name == "random"
