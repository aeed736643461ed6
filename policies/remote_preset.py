"""`policy=remote`: with a preset around the server, or without one."""

from __future__ import annotations

import dataclasses
from dataclasses import asdict, dataclass
from typing import Any

from simeval.errors import UsageError
from simeval.policies.interface import Policy
from simeval.policies.preset_options import PresetOptions, preset_policy
from simeval.policies.presets import load_preset
from simeval.policies.registry import find_policy
from simeval.policies.remote import connection
from simeval.policies.remote_policy import RemoteConfig, RemotePolicy
from simeval.policies.serving.launch import Launch

_WITHOUT_PRESET = "simeval"


@dataclass(frozen=True, kw_only=True)
class RemotePresetConfig(RemoteConfig, PresetOptions):
    """Options.

    Attributes:
        protocol: simeval, openpi, roboarena, vla-eval, gr00t, rest or cogact; empty takes that of
            the preset, and simeval without one.
    """

    protocol: str = ""


def build(config: RemotePresetConfig) -> Policy:
    """Return the policy; connects.

    Raises:
        UsageError: An option does not fit.
        DependencyError: A package is missing.
        ModelConnectionError: The server is not there, or does not answer in time.
        ModelReplyError: It speaks something else.
    """
    known = _with_protocol(config)
    if not config.preset:
        _require_untouched(config)
        return RemotePolicy(known)
    if config.cameras is not None:
        raise UsageError(
            f"policy.cameras={config.cameras} does nothing here: the preset {config.preset} names "
            "its cameras."
        )
    return preset_policy(known, lambda preset: known.connect(), config=_plain_options(known))


def launch(config: RemotePresetConfig) -> Launch | None:
    """Return how simeval starts the server, or ``None`` where it does not.

    Raises:
        UsageError: The options cannot work.
    """
    return connection.launch(_with_protocol(config))


def _require_untouched(config: RemotePresetConfig) -> None:
    defaults = PresetOptions()
    for field in dataclasses.fields(PresetOptions):
        value = getattr(config, field.name)
        if value != getattr(defaults, field.name):
            raise UsageError(
                f"policy.{field.name}={value} needs a preset: policy.preset=NAME. "
                "See: simeval ls presets"
            )


def _with_protocol(config: RemotePresetConfig) -> RemotePresetConfig:
    if config.protocol:
        return config
    protocol = load_preset(config.preset).protocol if config.preset else _WITHOUT_PRESET
    return dataclasses.replace(config, protocol=protocol)


def _plain_options(config: RemotePresetConfig) -> dict[str, Any]:
    left_out = {*find_policy("remote").execution_options, "preset", "cameras"}
    if config.server.command:
        # It gets another port each time.
        left_out.add("url")
    return {name: value for name, value in asdict(config).items() if name not in left_out}
