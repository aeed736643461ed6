"""`key=value` arguments: Hydra's grammar, our own messages."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from hydra import compose, initialize
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from simeval.errors import UnknownNameError, UsageError

Config = TypeVar("Config")


def compose_options(config: type[Config], *, verb: str, arguments: Sequence[str]) -> Config:
    """Return the options of a verb, typed.

    Args:
        config: Dataclass of every option with its default.
        verb: Name of the verb.
        arguments: What the user typed, `key=value` each.

    Raises:
        UsageError: An argument is not understood, a key does not exist, a value does not fit.
    """
    overrides = [parse_override(argument) for argument in arguments]
    store = ConfigStore.instance()
    store.store(name=verb, node=config)
    for key in OmegaConf.structured(config):
        # A group that `simeval run` has registered in this process would turn the value of a plain
        # key of the same name into a choice; it registers its groups each time.
        store.repo.pop(str(key), None)
    require_known_keys(overrides, hydra_compose(verb, []))
    composed = hydra_compose(verb, [single_line(override) for override in overrides])
    options = OmegaConf.to_object(composed)
    assert isinstance(options, config)
    return options


def parse_override(argument: str) -> Override:
    """Read one argument.

    Raises:
        UsageError: It is not `key=value`.
    """
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


def single_line(override: Override) -> str:
    """Return the argument as typed.

    Raises:
        UsageError: It names several values where one is needed.
    """
    line = str(override.input_line)
    if override.is_sweep_override():
        key, _, values = line.partition("=")
        raise UsageError(f"{line!r} names several values. For a list write {key}=[{values}].")
    return line


def hydra_compose(name: str, overrides: list[str]) -> DictConfig:
    """Compose a registered configuration.

    Raises:
        UsageError: A key does not exist or a value does not fit.
    """
    GlobalHydra.instance().clear()
    with initialize(config_path=None, version_base="1.3"):
        try:
            return compose(name, overrides=overrides)
        except (HydraException, OmegaConfBaseException) as error:
            cause = (
                error.__cause__ if isinstance(error.__cause__, OmegaConfBaseException) else error
            )
            raise UsageError(_explain(cause)) from error


def options_schema(config: type[Any]) -> DictConfig:
    """Return the options of a class, ready for overrides; its plain maps take any key."""
    schema: DictConfig = OmegaConf.structured(config)
    # A frozen dataclass gives a read-only config, which could not take overrides.
    OmegaConf.set_readonly(schema, False)
    _open_maps(schema)
    return schema


def _open_maps(config: DictConfig) -> None:
    for name in config:
        node = None if OmegaConf.is_missing(config, name) else config._get_node(name)
        if not isinstance(node, DictConfig) or node._is_none():
            continue
        if OmegaConf.get_type(node) is dict:
            OmegaConf.set_struct(node, False)
        else:
            _open_maps(node)


def require_known_keys(overrides: Sequence[Override], defaults: DictConfig) -> None:
    """Check that every key exists.

    Raises:
        UnknownNameError: One does not; the message suggests the nearest.
    """
    known = list(_keys(defaults))
    for override in overrides:
        _require_key(str(override.key_or_group), known, defaults)


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
    if key in known or _in_plain_map(key, defaults):
        return
    node = OmegaConf.select(defaults, key.rpartition(".")[0]) if "." in key else None
    if isinstance(node, DictConfig):
        # Only the neighbours matter: the rest of the path is right.
        parent = key.rpartition(".")[0] + "."
        known = [name for name in known if name.startswith(parent)]
    raise UnknownNameError("option", key, known)


def _in_plain_map(key: str, defaults: DictConfig) -> bool:
    parents = itertools.accumulate(key.split(".")[:-1], "{}.{}".format)
    nodes = [OmegaConf.select(defaults, parent, throw_on_missing=False) for parent in parents]
    return any(isinstance(node, DictConfig) and not OmegaConf.is_struct(node) for node in nodes)


def _first_line(error: BaseException) -> str:
    line = str(error).strip().splitlines()[0].strip() if str(error).strip() else ""
    return line if line.endswith(".") or not line else f"{line}."
