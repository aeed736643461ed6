"""Acceptance cases that two independent implementations agree on, kept beside the checkout."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from simeval import stats

FILE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "statistics_cases.json"
COUNTS = ("successes_a", "trials_a", "successes_b", "trials_b")


@pytest.fixture(scope="module")
def cases() -> dict[str, dict]:
    if not FILE.is_file():
        pytest.skip(f"no acceptance cases at {FILE}; the other tests hold their main numbers")
    return {case["id"]: case for case in json.loads(FILE.read_text())["cases"]}


def rate_intervals(interval):
    return lambda inputs: {f"{k}/{n}": interval(successes=k, trials=n) for k, n in inputs["k_n"]}


def difference_intervals(interval):
    return lambda inputs: {
        str(tuple(row)): interval(**dict(zip(COUNTS, row, strict=True)))
        for row in inputs["k1n1k2n2"]
    }


def better(inputs):
    (k_a, n_a), (k_b, n_b) = inputs["A"], inputs["B"]
    return stats.probability_better(successes_a=k_a, trials_a=n_a, successes_b=k_b, trials_b=n_b)


def farrington_manning(inputs):
    names = ("successes_new", "trials_new", "successes_base", "trials_base", "margin")
    return {
        str(tuple(row)): stats.farrington_manning_test(**dict(zip(names, row, strict=True)))[:2]
        for row in inputs["cases"]
    }


def tango(inputs):
    return {
        str(tuple(row)): stats.tango_test(
            new_only=row[0], base_only=row[1], pairs=row[2], margin=-row[3]
        )[:2]
        for row in inputs["cases"]
    }


def exact_2x2(inputs):
    found = {}
    for table in inputs["tables"]:
        (k_a, k_b), (f_a, f_b) = table
        row = dict(zip(COUNTS, (k_a, k_a + f_a, k_b, k_b + f_b), strict=True))
        found[str(table)] = {
            "fisher_two": stats.fisher_test(**row),
            "barnard_two": stats.barnard_test(**row),
            "barnard_greater": stats.barnard_test(**row, alternative="greater"),
            "boschloo_greater": stats.boschloo_test(**row, alternative="greater"),
        }
    return found


def mcnemar(inputs):
    return {f"{a},{b}": stats.mcnemar_test(a_only=a, b_only=b)[:2] for a, b in inputs["discordant"]}


def cmh(inputs):
    strata = [stats.Stratum(a[0], sum(a), b[0], sum(b)) for a, b in inputs["tables"]]
    return dict(zip(("chi2", "p", "or_mh"), stats.cmh_test(strata), strict=False))


def corrections(inputs):
    return {"holm": stats.holm(inputs["p"]), "bh": stats.benjamini_hochberg(inputs["p"])}


def mmrv(variant):
    def found(inputs):
        values = {name: stats.mmrv(**columns, variant=variant) for name, columns in inputs.items()}
        # One policy has no rank to violate. The formula gives 0 there, which would read as perfect.
        assert values.pop("single") is None
        return values

    return found


def simpler_tasks(inputs):
    found = {}
    for task, real in inputs["real"].items():
        columns = {"sim": inputs["sim"][task], "real": real}
        gaps = stats.calibration(**columns)
        found[task] = [
            stats.mmrv(**columns),
            stats.pearson(**columns),
            stats.spearman(**columns),
            stats.kendall(**columns),
            gaps.mean_absolute_error,
            gaps.bias,
        ]
    return found


def pearson_interval(inputs):
    low, high = stats.fisher_interval(**inputs)
    return {"lo": low, "hi": high, "perm_p": stats.permutation_test(**inputs).p_value}


def kruskal(inputs):
    return {
        str((sim, real, n)): stats.kruskal_on_trials(
            sim_successes=sim, sim_trials=n, real_successes=real, real_trials=n
        )
        for sim, real, n in inputs["cases"]
    }


def deattenuated(inputs):
    found = stats.deattenuated_pearson(
        sim=inputs["sim"],
        real=inputs["real"],
        sim_variances=stats.binomial_variances(rates=inputs["sim"], trials=inputs["n_sim"]),
        real_variances=stats.binomial_variances(rates=inputs["real"], trials=inputs["n_real"]),
    )
    return [found.reliability_sim, found.reliability_real, found.corrected]


def ppi(inputs):
    columns = {
        "real": inputs["Y"],
        "sim_paired": inputs["F"],
        "sim_extra": [1.0] * inputs["U_ones"] + [0.0] * inputs["U_zeros"],
    }
    tuned, full = stats.ppi_mean(**columns), stats.ppi_mean(**columns, sim_weight=1.0)
    return {
        "lam": tuned.sim_weight,
        "est": tuned.mean,
        "lo": tuned.interval.low,
        "hi": tuned.interval.high,
        "est1": full.mean,
        "lo1": full.interval.low,
        "hi1": full.interval.high,
    }


def bradley_terry(inputs):
    fit = stats.bradley_terry(inputs["W"])
    return {"theta": fit.strengths, "se": fit.standard_errors}


def rliable(inputs):
    return {
        "iqm": stats.iqm(inputs["X"]),
        "poi": stats.probability_of_improvement(scores_x=inputs["X"], scores_y=inputs["Y"]),
        "og": stats.optimality_gap(inputs["X"]),
    }


def clusters(inputs):
    found = stats.cluster_mean(inputs["y_by_cluster"])
    return {
        "mean": found.mean,
        "se": found.standard_error,
        "icc": found.icc,
        "deff": found.design_effect,
        "neff": found.effective_n,
        "ci": found.interval,
    }


def factors(inputs):
    _, light, cam, k, n = zip(*inputs["rows(name,light,cam,k,n)"], strict=True)
    model = stats.factor_model({"light": light, "cam": cam}, successes=k, trials=n)
    return {
        "beta": model.fit.coefficients,
        "se": model.fit.standard_errors,
        "ame": [effect.effect for effect in model.effects.values()],
        "ame_se": [effect.standard_error for effect in model.effects.values()],
    }


def constants(inputs):
    return {
        f"{short}_K{looks}": stats.group_sequential_constant(
            looks=looks, shape=shape, alpha=inputs["alpha"]
        )
        for looks in (2, 3, 4, 5)
        for short, shape in (("obf", "obrien-fleming"), ("pocock", "pocock"))
    }


def hedged(inputs):
    capital = stats.hedged_capital(inputs["x"], means=inputs["m"], alpha=inputs["alpha"])
    return {str(m): capital[[4, 9, 19], i] for i, m in enumerate(inputs["m"])}


def gate(inputs):
    plan = stats.PairedGate(
        margin=inputs["delta"],
        alpha=inputs["alpha"],
        beta=inputs["beta"],
        most_pairs=inputs["N"],
    )
    truths = inputs["scenarios(p_new_only,p_base_only)"]
    rows = stats.gate_characteristics(plan, [tuple(truth) for truth in truths.values()])
    return {
        name: {
            "PASS": row.passes,
            "FAIL": row.fails,
            "INCONCLUSIVE": row.inconclusive,
            "EN": row.expected_pairs,
        }
        for name, row in zip(truths, rows, strict=True)
    }


def sprt(inputs):
    test = stats.Sprt(**{name: inputs[name] for name in ("p0", "p1", "alpha", "beta")})
    names = ("reject", "accept", "undecided", "EN")
    return {
        f"p={p}": dict(
            zip(names, test.characteristics(rate=p, most_trials=inputs["N"]), strict=True)
        )
        for p in inputs["true_p"]
    }


def mcnemar_e_values(inputs):
    return {f"e({a},{b})": stats.mcnemar_e_value(a_only=a, b_only=b) for a, b in inputs["pairs"]}


CHECKS = {
    "ci_wilson": rate_intervals(stats.wilson_interval),
    "ci_clopper_pearson": rate_intervals(stats.clopper_pearson_interval),
    "ci_jeffreys": rate_intervals(stats.jeffreys_interval),
    "bayes_prob_better": better,
    "ci_diff_newcombe": difference_intervals(stats.newcombe_interval),
    "ci_diff_miettinen_nurminen": difference_intervals(stats.miettinen_nurminen_interval),
    "noninf_farrington_manning": farrington_manning,
    "noninf_tango_paired": tango,
    "exact_2x2": exact_2x2,
    "mcnemar": mcnemar,
    "cmh": cmh,
    "holm_bh": corrections,
    "mmrv_simpler_code": mmrv("simpler"),
    "mmrv_lt": mmrv("paper"),
    "mmrv_sign": mmrv("sign"),
    "mmrv_strict": mmrv("strict"),
    "mmrv_swapped_args": mmrv("simpler"),
    "simpler_tasks": simpler_tasks,
    "pearson_ci_perm": pearson_interval,
    "kruskal_binary": kruskal,
    "deattenuated_r": deattenuated,
    "ppi_pp_mean": ppi,
    "bradley_terry": bradley_terry,
    "elo_online": lambda inputs: stats.online_elo(inputs["games"], policies=3),
    "rliable_iqm_poi": rliable,
    "cluster_icc": clusters,
    "glm_factor_ame": factors,
    "group_sequential_constants": constants,
    "wsr_hedged_capital": hedged,
    "gate_pairbet_oc_N60": gate,
    "gate_pairbet_oc_N200": gate,
    "sprt_truncated_oc": sprt,
    "mcnemar_eprocess_values": mcnemar_e_values,
}


def assert_same(found, expected, tolerance: float, where: str) -> None:
    if isinstance(expected, dict):
        # One policy: see `mmrv` above.
        names = set(expected) - ({"single"} if where.startswith("mmrv") else set())
        assert set(found) == names, where
        for name in names:
            assert_same(found[name], expected[name], tolerance, f"{where}: {name}")
        return
    # Tail probabilities are far smaller than the tolerance, so it must hold relatively too.
    error = np.abs(np.asarray(found) - np.asarray(expected))
    scale = np.maximum(np.abs(np.asarray(expected)), 1e-300)
    assert np.all(error <= tolerance), (where, found, expected)
    assert np.all((error <= tolerance * scale) | (error <= 1e-12)), (where, found, expected)


@pytest.mark.parametrize("name", CHECKS)
def test_case(cases, name):
    case = cases[name]

    assert_same(CHECKS[name](case["inputs"]), case["expected"], case["tol"], name)


def test_sequential_mcnemar(cases):
    case = cases["mcnemar_eprocess_oc"]
    for name, expected in case["expected"].items():
        rate, share = map(float, re.findall(r"=([0-9.]+)", name))
        found = stats.sequential_mcnemar_characteristics(
            discordant_rate=rate, a_share=share, most_pairs=200, alpha=0.05
        )
        assert_same(found, list(expected.values()), case["tol"], name)


def test_no_case_is_left_out(cases):
    assert set(cases) == {*CHECKS, "mcnemar_eprocess_oc"}
