"""Policies by name: what `policy=NAME` means on the command line.

A policy is three facts: a name, a dataclass of options, and a factory that takes those options.
Class and factory are named as text, so that listing policies loads none of them. Another package
adds its own through the entry point group ``simeval.policies``, each entry a `PolicyEntry`::

    [project.entry-points."simeval.policies"]
    my_vla = "my_package.simeval_entry:ENTRY"
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from simeval.errors import UnknownNameError, UsageError
from simeval.policies.interface import Policy

if TYPE_CHECKING:
    from simeval.policies.serving.launch import Launch


@dataclass(frozen=True, kw_only=True)
class PolicyEntry:
    """A registered policy.

    Attributes:
        name: Choice on the command line.
        summary: One line for people.
        config: Dataclass of options, as ``"module:Class"``; every field has a default or is
            required on the command line.
        factory: Function from options to policy, as ``"module:function"``.
        launcher: Function from options to the `Launch` of its server or ``None``, as
            ``"module:function"``; ``None`` for a policy that never has one.
        execution_options: Options that never change an action, such as time-outs; a run may be
            resumed with others. Dots lead into nested options.
    """

    name: str
    summary: str
    config: str
    factory: str
    launcher: str | None = None
    execution_options: tuple[str, ...] = ()

    def config_class(self) -> type:
        """Import the class of options."""
        found = _load(self.config)
        assert isinstance(found, type)
        return found

    def build(self, options: Mapping[str, Any]) -> Policy:
        """Build the policy from plain values of its options."""
        policy: Policy = _load(self.factory)(self.typed(options))
        return policy

    def launch(self, options: Mapping[str, Any]) -> Launch | None:
        """Return how simeval starts the server of the policy; ``None`` where it does not.

        Raises:
            UsageError: The options cannot work.
        """
        if self.launcher is None:
            return None
        launch: Launch | None = _load(self.launcher)(self.typed(options))
        return launch

    def typed(self, options: Mapping[str, Any]) -> Any:
        """Return plain values of the options as an object of their class.

        Raises:
            UnknownNameError: There is no such option.
            UsageError: A value does not fit.
        """
        from omegaconf import OmegaConf
        from omegaconf.errors import OmegaConfBaseException

        schema = OmegaConf.structured(self.config_class())
        for name in options:
            if name not in schema:
                raise UnknownNameError(f"option of policy {self.name}", name, map(str, schema))
        OmegaConf.set_readonly(schema, False)
        try:
            return OmegaConf.to_object(OmegaConf.merge(schema, dict(options)))
        except OmegaConfBaseException as error:
            reason = str(error).strip().splitlines()[0]
            raise UsageError(f"An option of policy {self.name} does not fit: {reason}") from error


_BUILT_IN = (
    PolicyEntry(
        name="expert",
        summary="scripted on object poses: the ceiling, with a ladder of faults (policy.rung=...)",
        config="simeval.policies.expert.config:ExpertConfig",
        factory="simeval.policies.expert.policy:ExpertPolicy",
    ),
    PolicyEntry(
        name="random",
        summary="small random motions and random gripper switches: the floor",
        config="simeval.policies.random_policy:RandomConfig",
        factory="simeval.policies.random_policy:RandomPolicy",
    ),
    PolicyEntry(
        name="zero",
        summary="does not move: what a task gives for nothing",
        config="simeval.policies.zero:ZeroConfig",
        factory="simeval.policies.zero:ZeroPolicy",
    ),
    PolicyEntry(
        name="replay",
        summary="repeats the actions of another run",
        config="simeval.policies.replay:ReplayConfig",
        factory="simeval.policies.replay:ReplayPolicy",
    ),
    PolicyEntry(
        name="remote",
        summary="a network on a server, with a preset around it (policy.preset=NAME), or none",
        config="simeval.policies.remote_preset:RemotePresetConfig",
        factory="simeval.policies.remote_preset:build",
        launcher="simeval.policies.remote_preset:launch",
        execution_options=(
            *("connect_timeout_s", "reply_timeout_s", "first_reply_timeout_s"),
            *("max_message_mb", "api_key_variable"),
            *("server.startup_timeout_s", "server.stop_grace_s", "server.restarts"),
        ),
    ),
    PolicyEntry(
        name="in_process",
        summary="a network loaded here, with a preset around it (policy.library=lerobot|...)",
        config="simeval.policies.in_process.policy:InProcessConfig",
        factory="simeval.policies.in_process.policy:build",
    ),
    PolicyEntry(
        name="hierarchical",
        summary="a high level says every few steps what a low level does (policy.low=NAME)",
        config="simeval.policies.hierarchical.config:HierarchicalConfig",
        factory="simeval.policies.hierarchical.policy:HierarchicalPolicy",
    ),
    PolicyEntry(
        name="caller",
        summary="the policy object of a Python program, from simeval.evaluate(policy, suite=...)",
        config="simeval.policies.caller_policy:CallerConfig",
        factory="simeval.policies.caller_policy:build",
        execution_options=("url",),
    ),
)


@cache
def policy_entries() -> dict[str, PolicyEntry]:
    """Return every registered policy by name; built-in ones cannot be replaced."""
    entries: dict[str, PolicyEntry] = {}
    for point in metadata.entry_points(group="simeval.policies"):
        entry = point.load()
        entries[entry.name] = entry
    entries.update({entry.name: entry for entry in _BUILT_IN})
    return dict(sorted(entries.items()))


def find_policy(name: str) -> PolicyEntry:
    """Look up a policy.

    Raises:
        UnknownNameError: No policy has this name; the message lists the known ones.
    """
    entries = policy_entries()
    if name not in entries:
        raise UnknownNameError("policy", name, entries)
    return entries[name]


def _load(reference: str) -> Any:
    module, _, attribute = reference.partition(":")
    return getattr(importlib.import_module(module), attribute)
