"""Options that are plain maps take keys of the user's own, at any depth."""

from __future__ import annotations

import pytest

from simeval.conf.compose import compose_runs

RUN = (
    "suite=smoke",
    "policy=remote",
    "policy.server.command='python serve.py --port {port}'",
)


@pytest.mark.parametrize(
    "arguments",
    [
        ("policy.server.env={TOKEN:abc,PLACE:lab}",),
        ("policy.server.env.TOKEN=abc", "policy.server.env.PLACE=lab"),
    ],
)
def test_the_environment_of_a_server(arguments):
    [run] = compose_runs([*RUN, *arguments], multirun=False)

    assert run.policy.all_options["server"]["env"] == {"TOKEN": "abc", "PLACE": "lab"}
