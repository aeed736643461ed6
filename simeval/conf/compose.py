"""From what the user typed after `simeval run` to typed options, one set per run of a sweep."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.types import Override
from omegaconf import OmegaConf

from simeval.canonical_json import canonical_json
from simeval.conf.overrides import (
    hydra_compose,
    options_schema,
    parse_override,
    require_known_keys,
)
from simeval.conf.run_config import RunConfig
from simeval.errors import UnknownNameError, UsageError
from simeval.policies.registry import PolicyEntry, find_policy, policy_entries
from simeval.runlog.run_info import PolicyChoice
from simeval.suites import load_suite


@dataclass(frozen=True, kw_only=True)
class ComposedRun:
    """The options of one run.

    Attributes:
        config: The options, typed.
        policy: The policy with all its options.
        resolved: All options as plain values, defaults included.
        arguments: The overrides that led here.
    """

    config: RunConfig
    policy: PolicyChoice
    resolved: dict[str, Any]
    arguments: tuple[str, ...]


def compose_runs(arguments: Sequence[str], *, multirun: bool) -> Iterator[ComposedRun]:
    """Yield the options of each run that the arguments ask for: one, or a whole sweep.

    Raises:
        UsageError: An argument is not understood, a key does not exist, a value does not fit.
    """
    for choice in list(
        _sweep([parse_override(argument) for argument in arguments], multirun=multirun)
    ):
        yield _compose_one(choice)


def _sweep(overrides: list[Override], *, multirun: bool) -> Iterator[tuple[str, ...]]:
    choices: list[list[str]] = []
    for override in overrides:
        if not override.is_sweep_override():
            choices.append([str(override.input_line)])
        elif multirun:
            key = override.get_key_element()
            choices.append([f"{key}={value}" for value in override.sweep_string_iterator()])
        else:
            line = override.input_line
            key, _, values = str(line).partition("=")
            raise UsageError(
                f"{line!r} names several values. For one run after the other add --multirun; for "
                f"a list write {key}=[{values}]."
            )
    yield from itertools.product(*choices)


def _compose_one(arguments: tuple[str, ...]) -> ComposedRun:
    overrides = [parse_override(argument) for argument in arguments]
    values = {str(override.key_or_group): str(override.value()) for override in overrides}
    for key, examples in (("suite", "simpler/widowx"), ("policy", "expert")):
        if key not in values:
            # A misspelt "policy" explains why there is none.
            _require_known_tops(values)
            raise UsageError(
                f"A run needs a {key}, for example {key}={examples}. "
                f"See: simeval ls {'suites' if key == 'suite' else 'policies'}"
            )
    policy = find_policy(values["policy"])
    load_suite(values["suite"])
    _register()
    defaults = hydra_compose("run", [f"policy={policy.name}", f"suite={values['suite']}"])
    require_known_keys(overrides, defaults)
    composed = hydra_compose("run", list(arguments))
    options = OmegaConf.to_container(composed.policy, resolve=True)
    assert isinstance(options, dict)
    # Options are checked by their class, here and not in a worker.
    OmegaConf.to_object(composed.policy)
    resolved = OmegaConf.to_container(composed, resolve=True)
    assert isinstance(resolved, dict)
    resolved["policy"] = {"name": policy.name, **options}
    try:
        canonical_json(resolved)
    except ValueError:
        raise UsageError(f"Options must be finite numbers; got {' '.join(arguments)}.") from None
    config = OmegaConf.to_object(composed)
    assert isinstance(config, RunConfig)
    return ComposedRun(
        config=config,
        policy=_choice(policy, {str(key): value for key, value in options.items()}),
        resolved={str(key): value for key, value in resolved.items()},
        arguments=arguments,
    )


def _require_known_tops(keys: Iterable[str]) -> None:
    # Hydra's list of defaults is a field, but no option.
    known = [option.name for option in fields(RunConfig) if option.name != "defaults"]
    for key in keys:
        top = key.partition(".")[0]
        if top not in known:
            raise UnknownNameError("option", top, known)


def _choice(policy: PolicyEntry, options: dict[str, Any]) -> PolicyChoice:
    execution = {}
    for key in policy.execution_options:
        *path, name = key.split(".")
        execution[key] = functools.reduce(operator.getitem, path, options).pop(name)
    return PolicyChoice(name=policy.name, options=options, execution_options=execution)


def _register() -> None:
    store = ConfigStore.instance()
    store.store(name="run", node=RunConfig)
    for entry in policy_entries().values():
        store.store(group="policy", name=entry.name, node=options_schema(entry.config_class()))
