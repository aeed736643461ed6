"""From what the user typed after `simeval serve` to typed options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simeval.conf.overrides import compose_options, parse_override
from simeval.conf.policy_options import PREFIX, policy_options
from simeval.conf.serve_config import ServeConfig
from simeval.errors import UsageError
from simeval.policies.registry import PolicyEntry, find_policy


@dataclass(frozen=True, kw_only=True)
class ComposedServe:
    """What is served, and how.

    Attributes:
        config: Options of the server.
        entry: The registered policy; ``None`` where `config.policy` is ``module:attribute``.
        options: Options of that policy.
    """

    config: ServeConfig
    entry: PolicyEntry | None
    options: dict[str, Any]


def compose_serve(arguments: Sequence[str]) -> ComposedServe:
    """Return the options of a server.

    Raises:
        UsageError: An argument is not understood, a key does not exist, a value does not fit.
    """
    overrides = [parse_override(argument) for argument in arguments]
    own = [item for item in overrides if not str(item.key_or_group).startswith(PREFIX)]
    if not any(str(item.key_or_group) == "policy" for item in own):
        raise UsageError(
            "A server needs a policy, for example policy=random or policy=my_module:MyModel. "
            "See: simeval ls policies"
        )
    config = compose_options(
        ServeConfig, verb="serve", arguments=[str(item.input_line) for item in own]
    )
    of_policy = [item for item in overrides if item not in own]
    if ":" not in config.policy:
        entry = find_policy(config.policy)
        return ComposedServe(
            config=config, entry=entry, options=policy_options(entry, of_policy, verb="serve")
        )
    if of_policy:
        raise UsageError(
            f"{of_policy[0].input_line!r}: {config.policy} has no options; they are for registered "
            "policies. Write a function without arguments that makes the model as you want it."
        )
    return ComposedServe(config=config, entry=None, options={})
