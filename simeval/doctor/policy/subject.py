"""The policy under examination, as far as one can look into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simeval.doctor.policy.listening import ListeningModel, ListeningPolicy
from simeval.policies.interface import Policy
from simeval.policies.model import Model
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.specs import Preset


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A policy, and the preset and the network within it if it has these."""

    policy: ListeningPolicy
    """Answers and is timed."""
    preset: Preset | None = None
    """None where the policy is a closed box."""
    statistics: ActionStatistics | None = None
    """With which the preset scales."""
    statistics_file: str | None = None
    """Where they come from; None for simeval's own numbers."""
    model: ListeningModel | None = None
    """The network; there exactly if the preset is."""
    connect_batch: Callable[[], Model] | None = None
    """Connects to the network for four episodes at once, where that is another connection."""
    fresh: Callable[[], Policy] | None = None
    """Makes another copy of the policy; None where that is impossible or costly."""
    remote: bool = False
    """True where there is a server."""
    end_server: Callable[[], None] | None = None
    """Ends the server, which is then started again; None where simeval did not start it."""


def subject_of(
    policy: Policy,
    *,
    statistics_file: str | None = None,
    connect_batch: Callable[[], Model] | None = None,
    fresh: Callable[[], Policy] | None = None,
    remote: bool = False,
    end_server: Callable[[], None] | None = None,
) -> Subject:
    """Return a policy object as a subject.

    Args:
        policy: Any policy; into a `ModelPolicy` one can look.
        statistics_file: Where the statistics of a preset come from.
        connect_batch: See `Subject`.
        fresh: See `Subject`.
        remote: See `Subject`.
        end_server: See `Subject`.
    """
    if not isinstance(policy, ModelPolicy):
        return Subject(
            policy=ListeningPolicy(policy), fresh=fresh, remote=remote, end_server=end_server
        )
    model = ListeningModel(policy.model)
    heard = ModelPolicy(policy.preset, model, name=policy.spec.name, statistics=policy.statistics)
    return Subject(
        policy=ListeningPolicy(heard),
        preset=policy.preset,
        statistics=policy.statistics,
        statistics_file=statistics_file,
        model=model,
        connect_batch=connect_batch,
        fresh=fresh,
        remote=remote,
        end_server=end_server,
    )
