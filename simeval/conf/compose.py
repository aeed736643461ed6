"""From what the user typed to typed options: Hydra's grammar, our own messages."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hydra import compose, initialize
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from simeval.canonical_json import canonical_json
from simeval.conf.run_config import RunConfig
from simeval.errors import UnknownNameError, UsageError
from simeval.policies.registry import find_policy, policy_entries
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
    for choice in list(_sweep([_parse(argument) for argument in arguments], multirun=multirun)):
        yield _compose_one(choice)


def _parse(argument: str) -> Override:
    try:
        override: Override = OverridesParser.create().parse_override(argument)
    except HydraException as error:
        raise UsageError(
            f"{argument!r} is not understood: {_first_line(error)} "
            "Write key=value; a list is key=[a,b]; quote values with special characters: "
            "key='\"a value\"'."
        ) from error
    if override.is_add() or override.is_force_add() or override.is_delete():
        raise UsageError(
            f"{argument!r} is not understood: options cannot be added or removed, only set, as in "
            "key=value."
        )
    return override


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
    overrides = [_parse(argument) for argument in arguments]
    values = {str(override.key_or_group): str(override.value()) for override in overrides}
    for key, examples in (("suite", "simpler/widowx"), ("policy", "expert")):
        if key not in values:
            raise UsageError(
                f"A run needs a {key}, for example {key}={examples}. "
                f"See: simeval ls {'suites' if key == 'suite' else 'policies'}"
            )
    policy = find_policy(values["policy"])
    load_suite(values["suite"])
    _register()
    defaults = _hydra_compose([f"policy={policy.name}", f"suite={values['suite']}"])
    known = list(_keys(defaults))
    for override in overrides:
        _require_key(str(override.key_or_group), known, defaults)
    composed = _hydra_compose(list(arguments))
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
        policy=PolicyChoice(
            name=policy.name, options={str(key): value for key, value in options.items()}
        ),
        resolved={str(key): value for key, value in resolved.items()},
        arguments=arguments,
    )


def _register() -> None:
    store = ConfigStore.instance()
    store.store(name="run", node=RunConfig)
    for entry in policy_entries().values():
        schema = OmegaConf.structured(entry.config_class())
        # A frozen dataclass gives a read-only config, which could not take overrides.
        OmegaConf.set_readonly(schema, False)
        store.store(group="policy", name=entry.name, node=schema)


def _hydra_compose(overrides: list[str]) -> DictConfig:
    GlobalHydra.instance().clear()
    with initialize(config_path=None, version_base="1.3"):
        try:
            return compose("run", overrides=overrides)
        except (HydraException, OmegaConfBaseException) as error:
            cause = (
                error.__cause__ if isinstance(error.__cause__, OmegaConfBaseException) else error
            )
            raise UsageError(_explain(cause)) from error


def _explain(error: BaseException) -> str:
    key = getattr(error, "full_key", None)
    text = _first_line(error)
    return f"The value of {key} does not fit. {text}" if key else text


def _keys(config: DictConfig, prefix: str = "") -> Iterator[str]:
    for key in config:
        name = f"{prefix}{key!s}"
        yield name
        value = None if OmegaConf.is_missing(config, key) else config._get_node(key)
        if isinstance(value, DictConfig) and not value._is_none():
            yield from _keys(value, f"{name}.")


def _require_key(key: str, known: list[str], defaults: DictConfig) -> None:
    if key in known:
        return
    node = OmegaConf.select(defaults, key.rpartition(".")[0]) if "." in key else None
    if isinstance(node, DictConfig):
        # Only the neighbours matter: the rest of the path is right.
        parent = key.rpartition(".")[0] + "."
        known = [name for name in known if name.startswith(parent)]
    raise UnknownNameError("option", key, known)


def _first_line(error: BaseException) -> str:
    line = str(error).strip().splitlines()[0].strip() if str(error).strip() else ""
    return line if line.endswith(".") or not line else f"{line}."
