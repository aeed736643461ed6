"""One task, from files of trials: every number against scipy, a closed form, or by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

SIM = {"a": (36, 40), "b": (22, 40), "c": (10, 40), "d": (3, 40), "e": (28, 40), "f": (15, 40)}
REAL = {"a": (40, 50), "b": (31, 50), "c": (14, 50), "d": (1, 50), "e": (27, 50), "f": (29, 50)}
S = np.array([k / n for k, n in SIM.values()])
R = np.array([k / n for k, n in REAL.values()])


@pytest.fixture
def entry(correlation, trials) -> dict:
    sim, real = trials("sim.csv", {"t": SIM}), trials("real.csv", {"t": REAL})
    return correlation(f"sim={sim}", f"real={real}")["tasks"][0]


def test_coefficients_are_scipys(entry):
    line = scipy.stats.linregress(S, R)

    assert entry["pearson"]["value"] == pytest.approx(scipy.stats.pearsonr(S, R).statistic)
    assert entry["spearman"]["value"] == pytest.approx(scipy.stats.spearmanr(S, R).statistic)
    assert entry["kendall"]["value"] == pytest.approx(scipy.stats.kendalltau(S, R).statistic)
    assert entry["slope"]["value"] == pytest.approx(line.slope)
    assert entry["intercept"]["value"] == pytest.approx(line.intercept)
    half = scipy.stats.t.ppf(0.975, 4) * line.stderr
    assert entry["slope"]["new_policies"] == pytest.approx([line.slope - half, line.slope + half])


def test_new_policies_is_fishers_z(entry):
    r = entry["pearson"]

    assert r["new_policies_method"] == "fisher"
    assert r["new_policies"] == pytest.approx(
        list(scipy.stats.pearsonr(S, R).confidence_interval())
    )


def test_intervals_hold_their_value(entry):
    for name in ("pearson", "kendall", "bias"):
        low, high = entry[name]["these_policies"]
        assert low <= entry[name]["value"] <= high
    for name in ("spearman", "kendall", "bias", "mae"):
        low, high = entry[name]["new_policies"]
        assert low <= entry[name]["value"] <= high


def test_distances(entry):
    gaps = S - R
    t = scipy.stats.t.interval(0.95, 5, gaps.mean(), scipy.stats.sem(gaps))

    assert entry["bias"]["value"] == pytest.approx(gaps.mean())
    assert entry["bias"]["new_policies"] == pytest.approx(list(t))
    assert entry["mae"]["value"] == pytest.approx(np.abs(gaps).mean())
    assert entry["largest_gap"] == pytest.approx(np.abs(gaps).max())
    assert entry["largest_gap_policy"] == "abcdef"[int(np.abs(gaps).argmax())]
    noise = [math.sqrt(s * (1 - s) / 39 + r * (1 - r) / 49) for s, r in zip(S, R, strict=True)]
    assert entry["noise_mae"] == pytest.approx(math.sqrt(2 / math.pi) * np.mean(noise))


def test_mmrv_and_its_pairs_by_hand(entry):
    # Simulated order a e b f c d, real order a b f e c d: e changes places with b and f.
    expected = (abs(R[4] - R[1]) + abs(R[4] - R[1]) + abs(R[4] - R[5])) / 6

    assert entry["mmrv"]["value"] == pytest.approx(expected)
    assert [(pair["first"], pair["second"]) for pair in entry["violations"]] == [
        ("b", "e"),
        ("e", "f"),
    ]
    assert entry["violations"][0]["real_gap"] == pytest.approx(R[1] - R[4])
    assert entry["mmrv"]["sign_value"] is None
    assert entry["mmrv"]["noise_floor_mean"] < entry["mmrv"]["noise_floor_95"]
    assert entry["mmrv"]["noise_floor_95"] < entry["mmrv"]["useless_mean"]


def test_ties_in_simulation_bring_the_sign_form(correlation, trials):
    # S = (.3, .3, .3, .8) and R = (.1, .2, .9, .5): .325 by SIMPLER's code, .675 by sign.
    sim = trials("s.csv", {"t": {"a": (3, 10), "b": (3, 10), "c": (3, 10), "d": (8, 10)}})
    real = trials("r.csv", {"t": {"a": (1, 10), "b": (2, 10), "c": (9, 10), "d": (5, 10)}})
    found = correlation(f"sim={sim}", f"real={real}")["tasks"][0]

    assert found["mmrv"]["value"] == pytest.approx(0.325)
    assert found["mmrv"]["sign_value"] == pytest.approx(0.675)
    assert any("tie" in claim and "0.675" in claim for claim in found["claims"])


def test_points_have_wilson_and_newcombe_intervals_and_the_kruskal_test(entry):
    point = entry["points"][0]
    real = scipy.stats.binomtest(40, 50).proportion_ci(method="wilson")
    sim = scipy.stats.binomtest(36, 40).proportion_ci(method="wilson")
    gap = 36 / 40 - 40 / 50
    low = gap - math.hypot(36 / 40 - sim.low, real.high - 40 / 50)
    high = gap + math.hypot(sim.high - 36 / 40, 40 / 50 - real.low)

    assert (point["sim"]["successes"], point["sim"]["trials"]) == (36, 40)
    assert (point["real"]["low"], point["real"]["high"]) == pytest.approx((real.low, real.high))
    assert point["gap_interval"] == pytest.approx([low, high])
    outcomes = [[1] * 36 + [0] * 4, [1] * 40 + [0] * 10]
    assert point["kruskal_p"] == pytest.approx(scipy.stats.kruskal(*outcomes).pvalue)


def test_permutation_is_exact_and_says_how_small_it_can_be(entry):
    exact = scipy.stats.permutation_test(
        (S,),
        lambda x: np.corrcoef(x, R)[0, 1],
        permutation_type="pairings",
        n_resamples=np.inf,
        alternative="greater",
    )
    assert entry["permutation"]["exact"]
    assert entry["permutation"]["p_value"] == pytest.approx(exact.pvalue)
    assert entry["permutation"]["smallest_p"] == pytest.approx(1 / 720)


def test_leave_one_out_by_hand(entry):
    without = {
        name: np.corrcoef(np.delete(S, i), np.delete(R, i))[0, 1] for i, name in enumerate("abcdef")
    }
    found = entry["leave_one_out"]

    assert found["lowest"] == pytest.approx(min(without.values()))
    assert found["lowest_without"] == min(without, key=without.__getitem__)
    assert found["highest"] == pytest.approx(max(without.values()))


def test_attenuation_by_hand(entry):
    def reliability(p: np.ndarray, n: int) -> float:
        return 1 - np.mean(p * (1 - p) / (n - 1)) / p.var(ddof=1)

    sim, real = reliability(S, 40), reliability(R, 50)
    found = entry["attenuation"]
    assert (found["reliability_sim"], found["reliability_real"]) == pytest.approx((sim, real))
    assert found["corrected_pearson"] == pytest.approx(
        np.corrcoef(S, R)[0, 1] / math.sqrt(sim * real)
    )


@pytest.mark.parametrize("side", ["sim", "real"])
def test_a_constant_column_has_no_correlation_but_a_rank_violation(side, correlation, trials):
    constant, varied = ({"t": dict.fromkeys(SIM, (5, 10))}, {"t": REAL})
    files = {
        "sim": trials("sim.csv", constant if side == "sim" else varied),
        "real": trials("real.csv", varied if side == "sim" else constant),
    }
    found = correlation(*(f"{name}={path}" for name, path in files.items()))["tasks"][0]

    for name in ("pearson", "spearman", "kendall", "slope"):
        assert found[name]["value"] is None
        assert "same" in found[name]["why_none"] and "50.0%" in found[name]["why_none"]
    assert found["bias"]["value"] is not None
    assert (found["mmrv"]["value"] > 0) == (side == "sim")
    assert found["permutation"] is None and found["leave_one_out"] is None
    assert any("No correlation can be stated" in claim for claim in found["claims"])


def test_one_policy_is_none_everywhere(correlation, trials):
    one = {"t": {"a": (3, 10)}}
    document = correlation(f"sim={trials('s.csv', one)}", f"real={trials('r.csv', one)}")
    found = document["tasks"][0]

    for name in ("pearson", "spearman", "kendall", "mmrv"):
        assert found[name]["value"] is None
        assert "one policy" in found[name]["why_none"]
    assert found["bias"]["value"] == 0
    assert found["claims"] == ["One policy: neither a ranking nor a correlation can be stated."]


def test_repeats_of_a_start_are_one_cluster(correlation, trials):
    # Five starts with ten equal repeats each are worth five trials, not fifty.
    counts = {"t": {"a": (50, 50), "b": (20, 50), "c": (10, 50), "d": (0, 50)}}
    sim = trials("s.csv", counts)
    clustered = trials("r.csv", counts, repeats=10)
    point = correlation(f"sim={sim}", f"real={clustered}")["tasks"][0]["points"][1]

    assert (point["sim"]["method"], point["real"]["method"]) == ("wilson", "clusters")
    assert (point["real"]["trials"], point["real"]["starts"]) == (50, 5)
    means = [1.0, 1.0, 0.0, 0.0, 0.0]
    expected = scipy.stats.t.interval(0.95, 4, np.mean(means), scipy.stats.sem(means))
    assert point["real"]["high"] == pytest.approx(min(1.0, expected[1]))
    # Kruskal-Wallis takes trials as independent; these are not.
    assert point["kruskal_p"] is None


def test_a_single_start_shows_no_error(correlation, trials):
    sim = trials("s.csv", {"t": REAL})
    real = trials("r.csv", {"t": {name: (n // 3, n) for name, (_, n) in REAL.items()}}, repeats=50)
    found = correlation(f"sim={sim}", f"real={real}")["tasks"][0]

    assert found["pearson"]["these_policies"] is None
    assert "one initial condition only: a (real)" in found["bias"]["why_no_these_policies"]


def test_progress_instead_of_success(correlation, tmp_path):
    rows = ["policy,task,episode,progress,date,operator"]
    values = {"a": (1.0, 0.9, 0.8), "b": (0.5, 0.25, 0.6), "c": (0.1, 0.0, 0.3)}
    for policy, scores in values.items():
        rows += [f"{policy},t,{i},{score},2026-01-31,ada" for i, score in enumerate(scores)]
    path = tmp_path / "p.csv"
    path.write_text("\n".join(rows) + "\n")
    found = correlation(f"sim={path}", f"real={path}", "metric=progress")["tasks"][0]

    assert found["pearson"]["value"] == pytest.approx(1.0)
    side = found["points"][1]["sim"]
    assert side["rate"] == pytest.approx(0.45)
    assert (side["successes"], side["method"]) == (None, "clusters")


def test_confidence_resamples_and_seed_are_what_was_asked(correlation, trials):
    sim, real = trials("sim.csv", {"t": SIM}), trials("real.csv", {"t": REAL})
    both = (f"sim={sim}", f"real={real}", "resamples=300")
    wide, narrow, again = (
        correlation(*both, f"confidence={level}", "seed=4") for level in (0.99, 0.5, 0.99)
    )

    assert wide["tasks"] == again["tasks"]
    assert (wide["confidence"], wide["resamples"], wide["seed"]) == (0.99, 300, 4)
    for name in ("pearson", "bias"):
        for kind in ("these_policies", "new_policies"):
            low, high = narrow["tasks"][0][name][kind]
            lower, higher = wide["tasks"][0][name][kind]
            assert lower < low < high < higher
