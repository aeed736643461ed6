"""What the user typed after `simeval gate`: options of the gate, and of the runs in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from simeval.comparison.opened_run import open_run_folder
from simeval.conf.compose import ComposedRun, compose_runs
from simeval.conf.gate_config import GateConfig
from simeval.conf.overrides import compose_options, parse_override
from simeval.conf.run_config import RunConfig
from simeval.errors import UnknownNameError, UsageError
from simeval.gate.outcomes import SideName
from simeval.gate.sides import FinishedSide, LiveSide, Side
from simeval.runlog import RunFolder
from simeval.runlog.provenance import usable_cores
from simeval.runner.plan import plan_run
from simeval.runner.run import Execution

_GATE_KEYS = frozenset(field.name for field in fields(GateConfig))
_RUN_KEYS = frozenset(field.name for field in fields(RunConfig)) - {"defaults"} - _GATE_KEYS
_OTHERS: tuple[SideName, ...] = ("baseline", "golden")


@dataclass(frozen=True, kw_only=True)
class GateArguments:
    """The arguments, sorted by what they are about."""

    config: GateConfig
    """Options of the gate."""
    run: tuple[str, ...]
    """Arguments for runs: all of them for the candidate, all but the policy for the others."""
    policies: dict[SideName, tuple[str, ...]]
    """Arguments that choose the policy of another side, without their prefix."""


def parse_arguments(arguments: Sequence[str]) -> GateArguments:
    """Sort and check the arguments.

    Raises:
        UsageError: An argument is not understood, a key does not exist, a value does not fit.
    """
    gate: list[str] = []
    run: list[str] = []
    policies: dict[SideName, tuple[str, ...]] = {}
    for argument in arguments:
        key = str(parse_override(argument).key_or_group)
        first, _, rest = key.partition(".")
        other = next((name for name in _OTHERS if name == first), None)
        if other is not None and rest:
            _require_policy_key(key, rest)
            policies[other] = (*policies.get(other, ()), argument.strip()[len(other) + 1 :])
        elif first in _GATE_KEYS:
            gate.append(argument)
        elif first in _RUN_KEYS:
            run.append(argument)
        else:
            raise UnknownNameError("option", key, {*_GATE_KEYS, *_RUN_KEYS, "baseline.policy"})
    if not any(parse_override(argument).key_or_group == "margin" for argument in gate):
        raise UsageError(
            "A gate needs a margin: by how much the candidate may be worse, in rate points, for "
            "example margin=0.1."
        )
    config = compose_options(GateConfig, verb="gate", arguments=gate)
    _check_sides(config, run, policies)
    return GateArguments(config=config, run=tuple(run), policies=policies)


def plan_sides(arguments: GateArguments) -> dict[SideName, Side]:
    """Open finished runs and plan those that the gate runs; live sides have no folder yet.

    Raises:
        SimevalError: A run cannot be read, or an option of a run is not allowed.
    """
    config = arguments.config
    live: dict[SideName, ComposedRun] = {}
    if config.candidate is None:
        live["candidate"] = _compose(arguments.run)
    shared = [item for item in arguments.run if not _is_policy(item)]
    for name, policy in arguments.policies.items():
        live[name] = _compose((*shared, *policy))
    folders: dict[SideName, str | None] = {
        "candidate": config.candidate,
        "baseline": config.baseline,
        "golden": config.golden,
    }
    sides: dict[SideName, Side] = {}
    for name, folder in folders.items():
        if folder is not None:
            sides[name] = FinishedSide(name=name, run=open_run_folder(folder))
        elif name in live:
            sides[name] = _live_side(name, live[name], sharing=len(live))
    return sides


def _compose(arguments: Sequence[str]) -> ComposedRun:
    [composed] = compose_runs(arguments, multirun=False)
    return composed


def _live_side(name: SideName, composed: ComposedRun, *, sharing: int) -> LiveSide:
    config = composed.config
    workers = min(8, usable_cores()) if config.workers is None else config.workers
    for key, value in (("workers", workers), ("episode_timeout_s", config.episode_timeout_s)):
        if value <= 0:
            allowed = "at least 1" if isinstance(value, int) else "more than 0"
            raise UsageError(f"{key}={value:g} is not allowed; allowed: {allowed}.")
    return LiveSide(
        name=name,
        spec=plan_run(config, policy=composed.policy),
        folder=RunFolder(Path(name)),
        execution=Execution(
            workers=max(1, workers // sharing),
            episode_timeout_s=config.episode_timeout_s,
            arguments=composed.arguments,
            config=composed.resolved,
        ),
    )


def _check_sides(
    config: GateConfig, run: Sequence[str], policies: dict[SideName, tuple[str, ...]]
) -> None:
    for name in _OTHERS:
        if getattr(config, name) is not None and name in policies:
            raise UsageError(
                f"{name}={getattr(config, name)} is a finished run and {name}.policy=... runs one "
                "now; give one of them."
            )
    if config.baseline is None and "baseline" not in policies:
        raise UsageError(
            "A gate needs a baseline: baseline=RUN for a finished run, or baseline.policy=NAME to "
            "run it now."
        )
    if config.candidate is not None and (run or policies):
        first = run[0] if run else f"{next(iter(policies))}.{next(iter(policies.values()))[0]}"
        raise UsageError(
            f"candidate={config.candidate} is a finished run, so that nothing is run now and "
            f"{first} says nothing. Leave one of them out."
        )
    if config.candidate is None and not run:
        raise UsageError(
            "A gate needs a candidate: candidate=RUN for a finished run, or suite=NAME policy=NAME "
            "to run it now."
        )


def _require_policy_key(key: str, rest: str) -> None:
    if rest != "policy" and not rest.startswith("policy."):
        side = key.partition(".")[0]
        raise UsageError(
            f"{key} is not an option: only the policy may differ between the sides of a gate, as "
            f"in {side}.policy=NAME and {side}.policy.<option>=VALUE."
        )


def _is_policy(argument: str) -> bool:
    key = str(parse_override(argument).key_or_group)
    return key == "policy" or key.startswith("policy.")
