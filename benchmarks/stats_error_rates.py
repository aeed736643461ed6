"""How often the intervals cover, and how often the tests are wrong, by simulation.

    python benchmarks/stats_error_rates.py --experiments 2000 > error_rates.json

Every entry gives the share over all experiments, its own Monte Carlo standard error, the nominal
value and the setting. "guaranteed" entries must not be worse than nominal beyond that error;
the others are approximations, and the figure says how good. One core, no simulator.
"""

from __future__ import annotations

import argparse
import functools
import json
import math
import platform
import sys
import time
from collections.abc import Callable

import numpy as np
import scipy

from simeval import stats

Draw = Callable[[np.random.Generator], bool]
"""One experiment: whether the interval covered, or whether the test rejected."""

LEVEL = 0.05


def covers(interval: stats.Interval | None, truth: float) -> bool:
    """Whether an interval holds the truth; no interval counts as a miss."""
    return interval is not None and interval.low <= truth <= interval.high


@functools.cache
def _rate_interval(name: str, successes: int, trials: int) -> stats.Interval:
    return getattr(stats, name)(successes=successes, trials=trials)


def rate_coverage(name: str, trials: int) -> Draw:
    """A rate drawn anew in each experiment."""

    def draw(rng: np.random.Generator) -> bool:
        rate = rng.random()
        return covers(_rate_interval(name, int(rng.binomial(trials, rate)), trials), rate)

    return draw


def difference_coverage(name: str, trials: int) -> Draw:
    """Two independent rates drawn anew in each experiment."""

    def draw(rng: np.random.Generator) -> bool:
        a, b = rng.random(2)
        interval = getattr(stats, name)(
            successes_a=int(rng.binomial(trials, a)),
            trials_a=trials,
            successes_b=int(rng.binomial(trials, b)),
            trials_b=trials,
        )
        return covers(interval, a - b)

    return draw


def tango_coverage(rng: np.random.Generator) -> bool:
    """Paired outcomes, 50 pairs."""
    cells = rng.dirichlet([1, 1, 4])
    new_only, base_only, _ = (int(n) for n in rng.multinomial(50, cells))
    interval = stats.tango_interval(new_only=new_only, base_only=base_only, pairs=50)
    return covers(interval, cells[0] - cells[1])


def _clusters(rng: np.random.Generator, count: int) -> list[np.ndarray]:
    """Initial conditions with their own success rates, mean 0.6, five episodes each."""
    return [rng.binomial(1, rate, 5).astype(float) for rate in rng.beta(1.2, 0.8, count)]


def cluster_t_coverage(count: int) -> Draw:
    """The t interval of clustered episodes."""
    return lambda rng: covers(stats.cluster_mean(_clusters(rng, count)).interval, 0.6)


def pooled_coverage(count: int) -> Draw:
    """What happens when clustered episodes are pooled as if independent."""

    def draw(rng: np.random.Generator) -> bool:
        outcomes = np.concatenate(_clusters(rng, count))
        interval = stats.wilson_interval(successes=int(outcomes.sum()), trials=len(outcomes))
        return covers(interval, 0.6)

    return draw


def cluster_bootstrap_coverage(count: int) -> Draw:
    """The percentile bootstrap over clusters."""

    def draw(rng: np.random.Generator) -> bool:
        found = stats.cluster_bootstrap(
            _clusters(rng, count),
            lambda rows: float(rows.mean()),
            resamples=300,
            seed=int(rng.integers(2**31)),
        )
        return covers(found.interval, 0.6)

    return draw


def _policies(
    rng: np.random.Generator, count: int
) -> tuple[np.ndarray, np.ndarray, list[stats.Trials], list[stats.Trials]]:
    """True rates with a correlation of about 0.88, and 200 simulated and 50 real trials each."""
    sim, real = _true_rates(rng, count)
    return (
        sim,
        real,
        [stats.Trials.from_counts(int(rng.binomial(200, p)), 200) for p in sim],
        [stats.Trials.from_counts(int(rng.binomial(50, p)), 50) for p in real],
    )


def these_policies_coverage(count: int) -> Draw:
    """The true correlation of the very policies that were run."""

    def draw(rng: np.random.Generator) -> bool:
        sim_rates, real_rates, sim, real = _policies(rng, count)
        found = stats.pearson_interval_these_policies(
            sim=sim, real=real, resamples=500, seed=int(rng.integers(2**31))
        )
        truth = float(np.corrcoef(sim_rates, real_rates)[0, 1])
        return found is not None and covers(found.interval, truth)

    return draw


@functools.cache
def _population_correlation() -> float:
    sim, real = _true_rates(np.random.default_rng(0), 400_000)
    return float(np.corrcoef(sim, real)[0, 1])


def _true_rates(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    real = rng.uniform(0.1, 0.9, count)
    return np.clip(real + rng.normal(0, 0.12, count), 0.02, 0.98), real


def fisher_coverage(count: int) -> Draw:
    """The correlation of the population of policies, Fisher's interval."""

    def draw(rng: np.random.Generator) -> bool:
        *_, sim, real = _policies(rng, count)
        interval = stats.fisher_interval(sim=[t.rate for t in sim], real=[t.rate for t in real])
        return covers(interval, _population_correlation())

    return draw


def new_policies_coverage(count: int) -> Draw:
    """The correlation of the population of policies, bootstrap over policies and episodes."""

    def draw(rng: np.random.Generator) -> bool:
        *_, sim, real = _policies(rng, count)
        interval = stats.pearson_interval_new_policies(
            sim=sim, real=real, resamples=300, seed=int(rng.integers(2**31))
        )
        return covers(interval, _population_correlation())

    return draw


def confidence_sequence_coverage(rng: np.random.Generator) -> bool:
    """The interval covers after each of 150 episodes."""
    outcomes = rng.binomial(1, 0.7, 150).astype(float)
    path = stats.confidence_sequence(outcomes, resolution=200)
    return all(covers(interval, 0.7) for interval in path)


def betting_coverage(rng: np.random.Generator) -> bool:
    """A batch of 30 progress scores."""
    return covers(stats.betting_interval(rng.beta(2, 1, 30), resolution=300), 2 / 3)


def _paired_real(rng: np.random.Generator) -> dict[str, np.ndarray]:
    level = rng.random(325)
    sim = (level < 0.6).astype(float)
    real = np.where(rng.random(325) < 0.15, 1 - sim, sim)
    return {"real": real[:25], "sim_paired": sim[:25], "sim_extra": sim[25:]}


def ppi_coverage(small_sample: bool) -> Draw:
    """25 real episodes and 300 simulated ones that agree in 85 %."""

    def draw(rng: np.random.Generator) -> bool:
        found = stats.ppi_mean(**_paired_real(rng), small_sample=small_sample)
        return covers(found.interval, 0.6 * 0.85 + 0.4 * 0.15)

    return draw


def two_stage_coverage(rng: np.random.Generator) -> bool:
    """As `ppi_coverage`, with the finite-sample interval."""
    return covers(stats.two_stage_interval(**_paired_real(rng)).interval, 0.6 * 0.85 + 0.4 * 0.15)


@functools.cache
def _unpaired_p(name: str, k_a: int, k_b: int) -> float:
    return getattr(stats, name)(successes_a=k_a, trials_a=25, successes_b=k_b, trials_b=25)


def unpaired_error(name: str) -> Draw:
    """Two policies with the same rate, 25 trials each."""

    def draw(rng: np.random.Generator) -> bool:
        k_a, k_b = (int(k) for k in rng.binomial(25, rng.random(), 2))
        return _unpaired_p(name, k_a, k_b) <= LEVEL

    return draw


def mcnemar_error(mid: bool) -> Draw:
    """Two equal policies on 60 pairs, a third of them discordant."""

    def draw(rng: np.random.Generator) -> bool:
        a, b, _ = (int(n) for n in rng.multinomial(60, [1 / 6, 1 / 6, 2 / 3]))
        found = stats.mcnemar_test(a_only=a, b_only=b)
        return (found.mid_p if mid else found.p_value) <= LEVEL

    return draw


def cmh_error(rng: np.random.Generator) -> bool:
    """Two equal policies on four tasks of their own difficulty, 15 trials each."""
    strata = []
    for rate in rng.random(4):
        k_a, k_b = rng.binomial(15, rate, 2)
        strata.append(stats.Stratum(int(k_a), 15, int(k_b), 15))
    return stats.cmh_test(strata).p_value <= LEVEL


def holm_error(rng: np.random.Generator) -> bool:
    """Any false finding among five tests of equal policies."""
    p_values = []
    for _ in range(5):
        a, b, _ = (int(n) for n in rng.multinomial(60, [1 / 6, 1 / 6, 2 / 3]))
        p_values.append(stats.mcnemar_test(a_only=a, b_only=b).mid_p)
    return min(stats.holm(p_values)) <= LEVEL


def farrington_manning_error(rng: np.random.Generator) -> bool:
    """A policy that is worse by exactly the margin, 100 trials each."""
    found = stats.farrington_manning_test(
        successes_new=int(rng.binomial(100, 0.7)),
        trials_new=100,
        successes_base=int(rng.binomial(100, 0.8)),
        trials_base=100,
        margin=0.1,
    )
    return found.p_value <= LEVEL


def tango_error(rng: np.random.Generator) -> bool:
    """A policy that is worse by exactly the margin, 100 pairs."""
    new_only, base_only, _ = (int(n) for n in rng.multinomial(100, [0.05, 0.15, 0.8]))
    found = stats.tango_test(new_only=new_only, base_only=base_only, pairs=100, margin=0.1)
    return found.p_value <= LEVEL


def kruskal_error(rng: np.random.Generator) -> bool:
    """Equal rates, 75 simulated and 75 real trials."""
    sim, real = (int(k) for k in rng.binomial(75, 0.6, 2))
    found = stats.kruskal_on_trials(
        sim_successes=sim, sim_trials=75, real_successes=real, real_trials=75
    )
    return found.p_value <= LEVEL


def permutation_error(rng: np.random.Generator) -> bool:
    """Six policies, unrelated columns."""
    found = stats.permutation_test(sim=rng.random(6), real=rng.random(6))
    return found.p_value <= LEVEL


def sprt_error(rng: np.random.Generator) -> bool:
    """P = p0, up to 400 trials."""
    test = stats.Sprt(p0=0.5, p1=0.7)
    successes = np.cumsum(rng.random(400) < 0.5)
    for trials, total in enumerate(successes, start=1):
        decision = test.decide(successes=int(total), trials=trials)
        if decision != "continue":
            return decision == "reject"
    return False


def group_sequential_error(rng: np.random.Generator) -> bool:
    """Four planned looks, no effect."""
    z = np.cumsum(rng.normal(size=4)) / np.sqrt(np.arange(1, 5))
    return bool((np.abs(z) >= _pocock()).any())


@functools.cache
def _pocock() -> float:
    return stats.group_sequential_constant(looks=4, shape="pocock")


def sequential_mcnemar_error(rng: np.random.Generator) -> bool:
    """Equal policies, read after each of 200 pairs."""
    steps = rng.choice([1, 0, -1], p=[0.15, 0.7, 0.15], size=200)
    wins, losses = np.cumsum(steps == 1), np.cumsum(steps == -1)
    return any(
        stats.mcnemar_e_value(a_only=int(a), b_only=int(b)) >= 1 / LEVEL
        for a, b in sorted({*zip(wins.tolist(), losses.tolist(), strict=True)})
    )


def gate_error(verdict: str, new_only: float, base_only: float) -> Draw:
    """A verdict of the gate, read after each of 200 pairs, margin 0.1."""
    gate = stats.PairedGate(margin=0.1, most_pairs=200)
    chances = [new_only, 1 - new_only - base_only, base_only]

    def draw(rng: np.random.Generator) -> bool:
        return gate.decide(rng.choice([1.0, 0.0, -1.0], p=chances, size=200)).verdict == verdict

    return draw


def gate_rounds_error(rng: np.random.Generator) -> bool:
    """PASS where pairs are rounds of four tasks, on the boundary on average."""
    tasks = rng.choice([1.0, 0.0, -1.0], p=[0.05, 0.8, 0.15], size=(100, 4))
    gate = stats.PairedGate(margin=0.1, most_pairs=100)
    return gate.decide(tasks.mean(axis=1)).verdict == "PASS"


# Name: (experiment, guaranteed)
COVERAGE: dict[str, tuple[Draw, bool]] = {
    "wilson n=25": (rate_coverage("wilson_interval", 25), False),
    "clopper_pearson n=25": (rate_coverage("clopper_pearson_interval", 25), True),
    "jeffreys n=25": (rate_coverage("jeffreys_interval", 25), False),
    "newcombe n=30": (difference_coverage("newcombe_interval", 30), False),
    "miettinen_nurminen n=30": (difference_coverage("miettinen_nurminen_interval", 30), False),
    "tango n=50": (tango_coverage, False),
    "cluster_mean t, 8 clusters": (cluster_t_coverage(8), False),
    "cluster_mean t, 24 clusters": (cluster_t_coverage(24), False),
    "cluster_bootstrap, 8 clusters": (cluster_bootstrap_coverage(8), False),
    "cluster_bootstrap, 24 clusters": (cluster_bootstrap_coverage(24), False),
    "wilson on pooled clusters, 24 clusters (wrong on purpose)": (pooled_coverage(24), False),
    "pearson these policies, N=6": (these_policies_coverage(6), False),
    "pearson these policies, N=12": (these_policies_coverage(12), False),
    "pearson these policies, N=20": (these_policies_coverage(20), False),
    "pearson new policies, Fisher, N=6": (fisher_coverage(6), False),
    "pearson new policies, Fisher, N=12": (fisher_coverage(12), False),
    "pearson new policies, bootstrap, N=6": (new_policies_coverage(6), False),
    "pearson new policies, bootstrap, N=12": (new_policies_coverage(12), False),
    "confidence_sequence, at all of 150 times": (confidence_sequence_coverage, True),
    "betting_interval n=30": (betting_coverage, True),
    "ppi n=25": (ppi_coverage(False), False),
    "ppi n=25, small_sample": (ppi_coverage(True), False),
    "two_stage n=25": (two_stage_coverage, True),
}
ERRORS: dict[str, tuple[Draw, bool]] = {
    "fisher": (unpaired_error("fisher_test"), True),
    "barnard": (unpaired_error("barnard_test"), True),
    "boschloo": (unpaired_error("boschloo_test"), True),
    "mcnemar exact": (mcnemar_error(False), True),
    "mcnemar mid-p": (mcnemar_error(True), False),
    "cmh": (cmh_error, False),
    "holm over 5 mid-p": (holm_error, False),
    "farrington_manning": (farrington_manning_error, False),
    "tango": (tango_error, False),
    "kruskal": (kruskal_error, False),
    "permutation": (permutation_error, True),
    "sprt": (sprt_error, False),
    "pocock, 4 looks": (group_sequential_error, True),
    "sequential mcnemar": (sequential_mcnemar_error, True),
    "gate PASS at (.05, .15)": (gate_error("PASS", 0.05, 0.15), True),
    "gate PASS at (0, .10)": (gate_error("PASS", 0.0, 0.1), True),
    "gate FAIL at (.05, .15)": (gate_error("FAIL", 0.05, 0.15), True),
    "gate PASS, rounds of 4 tasks": (gate_rounds_error, True),
}


def measure(
    name: str, draw: Draw, guaranteed: bool, nominal: float, count: int
) -> dict[str, object]:
    """Run one entry, with a seed of its own: another entry does not change its figures."""
    rng = np.random.default_rng([len(name), *name.encode()])
    start = time.perf_counter()
    share = sum(draw(rng) for _ in range(count)) / count
    return {
        "share": share,
        "standard_error": round(math.sqrt(share * (1 - share) / count), 5),
        "nominal": nominal,
        "guaranteed": guaranteed,
        "seconds": round(time.perf_counter() - start, 1),
    }


def main() -> None:
    """Measure everything and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=2000)
    parser.add_argument("--only", default="", help="entries whose name contains this text")
    options = parser.parse_args()
    result: dict[str, object] = {
        "benchmark": "stats_error_rates",
        "experiments": options.experiments,
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
    }
    for title, entries, nominal in (("coverage", COVERAGE, 1 - LEVEL), ("error", ERRORS, LEVEL)):
        result[title] = {
            name: measure(name, draw, guaranteed, nominal, options.experiments)
            for name, (draw, guaranteed) in entries.items()
            if options.only in name
        }
    json.dump(result, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
