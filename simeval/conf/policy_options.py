"""The options of a registered policy: `policy.<option>=value` arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.types import Override
from omegaconf import OmegaConf

from simeval.conf.overrides import (
    hydra_compose,
    options_schema,
    require_known_keys,
    single_line,
)
from simeval.policies.registry import PolicyEntry

PREFIX = "policy."


def policy_options(
    entry: PolicyEntry, overrides: Sequence[Override], *, verb: str
) -> dict[str, Any]:
    """Return every option of a policy as plain values.

    Args:
        entry: The policy.
        overrides: Those that begin with `PREFIX`.
        verb: Name of the verb.

    Raises:
        UsageError: A key does not exist, or a value does not fit.
    """
    schema = options_schema(entry.config_class())
    name = f"{verb}_{entry.name}"
    ConfigStore.instance().store(name=name, node={"policy": schema})
    require_known_keys(overrides, hydra_compose(name, []))
    composed = hydra_compose(name, [single_line(item) for item in overrides])
    # The class of the options checks them.
    OmegaConf.to_object(composed.policy)
    options = OmegaConf.to_container(composed.policy, resolve=True)
    assert isinstance(options, dict)
    return {str(key): value for key, value in options.items()}
