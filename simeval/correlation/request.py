"""From the options of `simeval correlate` to its document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simeval.correlation.correlate import correlate
from simeval.correlation.from_published import EDITIONS, sim_setting
from simeval.correlation.printed import printed_comparisons
from simeval.correlation.record import CorrelationFile, PrintedComparison
from simeval.correlation.settings import Settings
from simeval.correlation.side import SideTable
from simeval.correlation.sources import PUBLISHED, real_side, simulated_side
from simeval.errors import UnknownNameError, UsageError
from simeval.results.dependence import PARTS, TRAINING_RUNS
from simeval.results.vocabulary import BENCHMARKS

if TYPE_CHECKING:
    from simeval.conf.correlate_config import CorrelateConfig

_FEWEST_RESAMPLES = 100
_MOST_RESAMPLES = 1_000_000


def answer(options: CorrelateConfig) -> CorrelationFile:
    """Read both sides and hold them against each other.

    Raises:
        UsageError: An option does not fit, or the sides share no task or no policy.
        RunFolderError: A run cannot be read.
        RealResultsError: A file of trials cannot be used.
    """
    settings = _settings(options)
    _check_names(options)
    if options.sim is None or options.real is None:
        raise UsageError(
            f"simeval correlate needs {'sim' if options.sim is None else 'real'}=..., for example "
            "sim=[RUN,RUN] real=real.csv, or sim=published real=published. "
            "See: simeval correlate --help"
        )
    sim = simulated_side(
        options.sim,
        names=options.names,
        metric=options.metric,
        benchmark=options.benchmark,
        setting=options.setting,
        edition=options.edition,
    )
    real = real_side(
        options.real, metric=options.metric, benchmark=options.benchmark, edition=options.edition
    )
    if options.policies is not None:
        sim, real = _only(options.policies, sim, real)
    return correlate(
        sim,
        real,
        metric=options.metric,
        tasks=options.tasks,
        task_map=_names("task_map", options.task_map),
        training_runs=_training_runs(options, sim, real),
        parts=PARTS.get(options.benchmark, {}) if _any_published(options) else {},
        mixed_protocols=options.mixed_protocols,
        printed=_printed(options, sim, real),
        settings=settings,
    )


def _settings(options: CorrelateConfig) -> Settings:
    if not 0 < options.confidence < 1:
        raise UsageError(
            f"confidence={options.confidence:g} is not allowed; allowed: between 0 and 1, as 0.95."
        )
    if not _FEWEST_RESAMPLES <= options.resamples <= _MOST_RESAMPLES:
        raise UsageError(
            f"resamples={options.resamples} is not allowed; allowed: {_FEWEST_RESAMPLES} to "
            f"{_MOST_RESAMPLES}."
        )
    if options.seed < 0:
        raise UsageError(f"seed={options.seed} is not allowed; allowed: at least 0.")
    return Settings(confidence=options.confidence, resamples=options.resamples, seed=options.seed)


def _check_names(options: CorrelateConfig) -> None:
    """Refuse names that would be passed over, and lists that choose nothing."""
    for kind, name, known in (
        ("benchmark", options.benchmark, BENCHMARKS),
        ("edition", options.edition, EDITIONS),
    ):
        if name not in known:
            raise UnknownNameError(kind, name, known)
    for key in ("tasks", "policies"):
        if getattr(options, key) == []:
            raise UsageError(f"{key}=[] chooses nothing; name some, or leave {key} out.")
    if options.out == "":
        raise UsageError("out= names no folder; write out=FOLDER.")
    if options.setting is not None and options.sim != PUBLISHED:
        raise UsageError(
            f"setting={options.setting} chooses among published simulated numbers; it needs "
            "sim=published."
        )


def _only(policies: Sequence[str], sim: SideTable, real: SideTable) -> tuple[SideTable, SideTable]:
    both = [policy for policy in sim.policies if policy in real.policies]
    for policy in policies:
        if policy not in both:
            raise UnknownNameError("policy on both sides", policy, both)
    return sim.only(policies), real.only(policies)


def _training_runs(options: CorrelateConfig, sim: SideTable, real: SideTable) -> dict[str, str]:
    """Return the groups that the user gave, else those known of published policies."""
    given = _names("groups", options.groups)
    if given is not None:
        return given
    known = TRAINING_RUNS.get(options.benchmark, {}) if _any_published(options) else {}
    present = {*sim.policies, *real.policies}
    return {policy: run for policy, run in known.items() if policy in present}


def _names(option: str, value: Any) -> dict[str, str] | None:
    """Return a mapping of names that the user gave."""
    if value is None:
        return None
    fits = isinstance(value, Mapping) and all(
        isinstance(name, str | int) and not isinstance(name, bool)
        for pair in value.items()
        for name in pair
    )
    if not fits:
        raise UsageError(
            f"{option}={value!r} is not understood. Write {option}='{{name: other}}', with quotes "
            "for the shell."
        )
    return {str(name): str(other) for name, other in value.items()}


def _any_published(options: CorrelateConfig) -> bool:
    return PUBLISHED in (options.sim, options.real)


def _printed(
    options: CorrelateConfig, sim: SideTable, real: SideTable
) -> tuple[PrintedComparison, ...]:
    """Printed coefficients are over all published policies, on both sides."""
    if not options.sim == options.real == PUBLISHED or options.policies is not None:
        return ()
    wanted = sim.tasks if options.tasks is None else options.tasks
    return printed_comparisons(
        benchmark=options.benchmark,
        setting=sim_setting(options.benchmark, options.setting, options.metric),
        metric=options.metric,
        editions=EDITIONS[options.edition],
        tasks=[task for task in wanted if task in real.tasks],
    )
