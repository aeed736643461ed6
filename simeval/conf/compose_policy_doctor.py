"""From what the user typed after `simeval doctor policy` to typed options."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simeval.conf.overrides import compose_options, parse_override
from simeval.conf.policy_doctor_config import PolicyDoctorConfig
from simeval.conf.policy_options import PREFIX, policy_options
from simeval.errors import UsageError
from simeval.policies.registry import PolicyEntry, find_policy


@dataclass(frozen=True, kw_only=True)
class ComposedPolicyDoctor:
    """What is examined, and how."""

    config: PolicyDoctorConfig
    """Options of the examination."""
    entry: PolicyEntry
    """The registered policy."""
    options: dict[str, Any]
    """Options of that policy."""


def compose_policy_doctor(arguments: Sequence[str]) -> ComposedPolicyDoctor:
    """Return the options of an examination.

    Raises:
        UsageError: An argument is not understood, a key does not exist, a value does not fit.
    """
    overrides = [parse_override(argument) for argument in arguments]
    own = [item for item in overrides if not str(item.key_or_group).startswith(PREFIX)]
    if not any(str(item.key_or_group) == "policy" for item in own):
        raise UsageError(
            "An examination needs a policy, for example policy=random or policy=remote "
            "policy.preset=openvla-widowx. See: simeval ls policies"
        )
    config = compose_options(
        PolicyDoctorConfig,
        verb="policy_doctor",
        arguments=[str(item.input_line) for item in own],
    )
    _check(config)
    entry = find_policy(config.policy)
    of_policy = [item for item in overrides if item not in own]
    options = policy_options(entry, of_policy, verb="policy_doctor")
    return ComposedPolicyDoctor(config=config, entry=entry, options=options)


def _check(config: PolicyDoctorConfig) -> None:
    if not 0.0 <= config.stall_s < math.inf:
        raise UsageError(f"stall_s={config.stall_s:g} is not allowed; allowed: 0 or more.")
    if len(set(config.episodes)) != len(config.episodes) or len(config.episodes) < 2:
        raise UsageError(
            f"episodes={config.episodes} is not allowed; allowed: at least two different initial "
            "conditions, as in episodes=[0,1]."
        )
