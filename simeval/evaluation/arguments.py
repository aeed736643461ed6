"""The arguments of `simeval.evaluate`, checked and in the words of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, cast

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from simeval.canonical_json import canonical_json
from simeval.conf.run_config import RunConfig
from simeval.errors import UnknownNameError, UsageError
from simeval.evaluation.watched_model import WatchedModel
from simeval.policies.interface import Policy
from simeval.policies.model import Model
from simeval.policies.preset_options import PresetOptions
from simeval.policies.serving.served_model import ServedModel
from simeval.policies.serving.served_policy import ServedPolicy
from simeval.runlog.provenance import usable_cores
from simeval.runlog.run_info import PolicyChoice

# Set by the arguments of `evaluate`, or without meaning there.
_NOT_OPTIONS = ("suite", "policy", "out", "workers", "defaults")

_MOST_WORKERS = 8


def is_policy(candidate: object) -> bool:
    """Tell whether this is a policy object."""
    # A class has the members of its objects, and is a function that makes them.
    return isinstance(candidate, Policy) and not isinstance(candidate, type)


def served_model(policy: Any, preset: PresetOptions | None) -> ServedPolicy | ServedModel:
    """Return what answers the workers.

    Raises:
        UsageError: The policy is none, or a network without a preset.
    """
    if isinstance(policy, Model) and not isinstance(policy, type):
        if preset is None:
            raise UsageError(
                f"{type(policy).__name__} is a network (Model), and needs preset=NAME; "
                "simeval ls presets lists them."
            )
        return ServedModel(policy, name=type(policy).__name__)
    if preset is not None:
        raise UsageError(
            f"preset={preset.preset} goes around a network (simeval.policies.model.Model), and "
            f"{type(policy).__name__} is none: it needs facts, largest_batch, reset, infer, close."
        )
    if is_policy(policy):
        return ServedPolicy(lambda: policy)
    if callable(policy):
        return ServedPolicy(lambda: _checked(policy()))
    return ServedPolicy(lambda: _checked(policy))


def _checked(made: Any) -> Policy:
    if not is_policy(made):
        lacking = [name for name in ("spec", "reset", "act") if not hasattr(made, name)]
        raise UsageError(
            f"{type(made).__name__} is no policy: it lacks {', '.join(lacking) or 'an instance'}. "
            "A policy has spec, reset(episode) and act(observation) "
            "(simeval.policies.interface.Policy)."
        )
    return cast(Policy, made)


def policy_choice(served: WatchedModel, preset: PresetOptions | None) -> PolicyChoice:
    """Return what the workers are told to build, but for the address of this program.

    Raises:
        UsageError: What the policy says about itself is no JSON value.
    """
    facts = dict(served.facts)
    try:
        canonical_json(facts)
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"What {served.name} says about itself cannot be written down as JSON: {error}."
        ) from error
    if preset is not None:
        return PolicyChoice(
            name="caller", options={**asdict(preset), "name": served.name, "config": facts}
        )
    cameras = facts["cameras"]
    return PolicyChoice(
        name="caller",
        options={
            "name": served.name,
            "cameras": None if cameras is None else list(cameras),
            "config": facts["config"],
        },
    )


def checked_workers(workers: int | None, *, several: bool) -> int:
    """Return the number of environments that run at once.

    Raises:
        UsageError: It is not allowed.
    """
    if workers is None:
        return min(_MOST_WORKERS, usable_cores()) if several else 1
    if workers < 1 or (workers > 1 and not several):
        allowed = (
            "at least 1"
            if several
            else "1, because a policy object remembers one episode at a time. "
            "Give a function that makes policies instead, such as lambda: MyPolicy(weights)"
        )
        raise UsageError(f"workers={workers} is not allowed; allowed: {allowed}.")
    return workers


def run_config(suite: str, options: Mapping[str, Any]) -> RunConfig:
    """Return the options of the run.

    Raises:
        UnknownNameError: There is no such option.
        UsageError: A value does not fit.
    """
    known = [option.name for option in fields(RunConfig) if option.name not in _NOT_OPTIONS]
    for key in options:
        if key not in known:
            raise UnknownNameError("option", key, known)
    given: dict[Any, Any] = {**_plain(options), "suite": suite, "policy": None, "defaults": []}
    try:
        merged = OmegaConf.merge(OmegaConf.structured(RunConfig), given)
        config = OmegaConf.to_object(merged)
    except OmegaConfBaseException as error:
        text = str(error).strip().splitlines()[0]
        raise UsageError(f"An option of evaluate does not fit: {text}") from error
    assert isinstance(config, RunConfig)
    return config


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
        for key, value in options.items()
    }
