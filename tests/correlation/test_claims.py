from __future__ import annotations

import pytest

# Eight policies over the whole range, with enough trials on the robot.
SIM = {f"p{i}": (25 * i, 200) for i in range(8)}
REAL = {f"p{i}": (7 * i + 2, 60) for i in range(8)}


def few(table: dict[str, tuple[int, int]], count: int) -> dict[str, tuple[int, int]]:
    return dict(list(table.items())[:count])


@pytest.fixture
def claims(correlation, trials):
    def about(sim: dict, real: dict, *options: str) -> list[str]:
        files = (f"sim={trials('s.csv', {'t': sim})}", f"real={trials('r.csv', {'t': real})}")
        return correlation(*files, *options)["tasks"][0]["claims"]

    return about


def test_enough_policies_trials_and_range_support_a_claim_of_validity(claims):
    assert claims(SIM, REAL)[0].startswith("Policies, trials and range suffice for a claim")


@pytest.mark.parametrize(("count", "words"), [(4, "Only a ranking"), (5, "Too little")])
def test_few_policies_do_not(count, words, claims):
    found = claims(few(SIM, count), few(REAL, count))[0]

    assert found.startswith(words)
    assert f"8 independent policies (here {count})" in found


def test_few_real_trials_do_not(claims):
    real = {name: (round(k / 60 * 49), 49) for name, (k, _) in REAL.items()}

    assert "50 real trials of each (here 49)" in claims(SIM, real)[0]


def test_repeats_of_few_starts_do_not(correlation, trials):
    sim = trials("s.csv", {"t": SIM})
    real = trials("r.csv", {"t": REAL}, repeats=6)
    found = correlation(f"sim={sim}", f"real={real}")["tasks"][0]["claims"]

    assert "50 real trials from different starts of each (here 10)" in found[0]


def test_a_narrow_range_does_not(claims):
    real = {name: (27 + i, 60) for i, name in enumerate(REAL)}

    assert "span the range (here 45% to 57%)" in claims(SIM, real)[0]


def test_high_correlation_is_not_calibration(claims):
    half = {name: (k // 2, 200) for name, (k, _) in SIM.items()}
    found = claims(half, REAL)

    assert any(
        "too low by" in claim and "a simulated rate is not a real one" in claim for claim in found
    )


def test_gaps_of_both_signs_are_told_from_noise(claims):
    apart = {
        name: (k + (-20 if i % 2 else 20), 200) for i, (name, (k, _)) in enumerate(SIM.items())
    }
    real = {name: (k * 60 // 200, 60) for name, (k, _) in SIM.items()}
    wide = {name: (max(0, k), n) for name, (k, n) in apart.items()}
    large = {name: (k * 10, n * 10) for name, (k, n) in real.items()}
    found = claims(wide, large)

    assert any("miss the real ones by" in claim and "noise alone" in claim for claim in found)


def test_no_shift_is_not_equality(claims):
    real = {name: (k * 60 // 200, 60) for name, (k, _) in SIM.items()}

    assert any("does not prove" in claim for claim in claims(SIM, real))


def test_wrong_order_beyond_noise_is_said_and_within_noise_too(claims):
    swapped = dict(zip(SIM, reversed(list(SIM.values())), strict=True))

    assert any("policies are put in wrong order" in claim for claim in claims(swapped, REAL))
    assert any("cannot be told from that of a perfect" in claim for claim in claims(SIM, REAL))


def test_one_policy_that_makes_the_correlation_is_named(claims):
    sim = {"a": (80, 100), "b": (90, 100), "c": (90, 100), "d": (80, 100), "weak": (0, 100)}
    real = {"a": (80, 100), "b": (90, 100), "c": (80, 100), "d": (90, 100), "weak": (0, 100)}

    assert any("Without weak r is 0.00" in claim for claim in claims(sim, real))


def test_an_interval_that_holds_zero_is_no_evidence(claims):
    sim = {f"p{i}": (k, 100) for i, k in enumerate((10, 60, 40, 90, 20))}
    real = {f"p{i}": (k, 100) for i, k in enumerate((50, 20, 70, 60, 10))}

    assert any(
        "does not exclude that there is no correlation" in claim for claim in claims(sim, real)
    )


def test_kruskal_wallis_is_called_a_test_of_difference(claims):
    sim = few(SIM, 4) | {"p0": (120, 200)}
    found = [claim for claim in claims(sim, few(REAL, 4)) if claim.startswith("Kruskal")]

    assert len(found) == 1
    assert "tells apart p0" in found[0] and "not finding one is not agreement" in found[0]


def test_claims_over_tasks_count_them(correlation, trials):
    sim = trials("s.csv", {"one": SIM, "two": few(SIM, 3)})
    real = trials("r.csv", {"one": REAL, "two": few(REAL, 3)})
    found = correlation(f"sim={sim}", f"real={real}")["claims"]

    assert found[0].startswith("On 1 of 2 tasks")
    assert found[0].endswith(": one.")
    assert any("never taken together" in claim for claim in found)
    assert any("compare it only at equal numbers" in claim for claim in found)
