from __future__ import annotations

import math

import pytest
from scipy.optimize import minimize_scalar

from simeval.stats import tango_interval, tango_score, tango_test


def score_from_the_definition(b: int, c: int, n: int, d: float) -> float:
    """With p(base only) at the numerical maximum of the trinomial likelihood."""

    def loss(base_only: float) -> float:
        rest = 1 - 2 * base_only - d
        cells = ((b, base_only + d), (c, base_only), (n - b - c, rest))
        return -sum(count * math.log(max(p, 1e-300)) for count, p in cells if count)

    best = minimize_scalar(
        loss, bounds=(max(0.0, -d), (1 - d) / 2), method="bounded", options={"xatol": 1e-13}
    )
    return (b - c - n * d) / math.sqrt(n * (2 * best.x + d * (1 - d)))


@pytest.mark.parametrize(
    ("b", "c", "n", "d"),
    [(8, 10, 100, -0.1), (3, 15, 100, -0.1), (20, 2, 50, 0.2), (1, 4, 12, 0.3), (5, 5, 30, -0.4)],
)
def test_score_is_the_definition(b, c, n, d):
    found = tango_score(new_only=b, base_only=c, pairs=n, difference=d)

    assert found == pytest.approx(score_from_the_definition(b, c, n, d), abs=1e-5)


def test_at_no_difference_it_is_mcnemars_z():
    found = tango_test(new_only=20, base_only=2, pairs=50, margin=0.0)

    assert found.z == pytest.approx((20 - 2) / math.sqrt(22))
    assert found.p_value == pytest.approx(6.211806171561e-05, rel=1e-9)


@pytest.mark.parametrize(
    ("counts", "z", "p"),
    [((8, 10, 100), 1.7829048303, 0.0373008983), ((3, 15, 100), -0.5006364036, 0.6916864813)],
)
def test_known_values(counts, z, p):
    b, c, n = counts
    found = tango_test(new_only=b, base_only=c, pairs=n, margin=0.1)

    assert (found.z, found.p_value) == pytest.approx((z, p), abs=1e-9)


@pytest.mark.parametrize(("b", "c", "n"), [(8, 10, 100), (12, 2, 44), (0, 3, 20), (7, 0, 9)])
def test_the_ends_are_where_the_score_is_a_normal_quantile(b, c, n):
    low, high = tango_interval(new_only=b, base_only=c, pairs=n)

    assert score_from_the_definition(b, c, n, low) == pytest.approx(1.959964, abs=1e-4)
    assert score_from_the_definition(b, c, n, high) == pytest.approx(-1.959964, abs=1e-4)


def test_limits():
    assert tango_interval(new_only=20, base_only=0, pairs=20).high == 1.0
    assert tango_interval(new_only=0, base_only=20, pairs=20).low == -1.0
    # Without discordant pairs the score interval is Wilson's of 0 out of n, on both sides.
    low, high = tango_interval(new_only=0, base_only=0, pairs=20)
    assert (low, high) == pytest.approx((-0.1611, 0.1611), abs=5e-5)


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_every_table_of_few_pairs(n):
    for b in range(n + 1):
        for c in range(n + 1 - b):
            low, high = tango_interval(new_only=b, base_only=c, pairs=n)
            assert -1 <= low <= (b - c) / n <= high <= 1, (b, c)
            mirrored = tango_interval(new_only=c, base_only=b, pairs=n)
            assert (-high, -low) == pytest.approx(mirrored, abs=1e-9)
            for end, sign in ((low, 1), (high, -1)):
                if abs(end) < 1:
                    z = score_from_the_definition(b, c, n, end)
                    assert z == pytest.approx(sign * 1.959964, abs=1e-3), (b, c)


def test_no_discordant_pair_in_closed_form():
    # Both ends are q² / (n + q²), Wilson's bound of 0 out of n.
    q = 1.959963984540054
    for n in (1, 7, 100_000):
        low, high = tango_interval(new_only=0, base_only=0, pairs=n)
        assert (low, high) == pytest.approx((-(q**2) / (n + q**2), q**2 / (n + q**2)), abs=1e-9)
    test = tango_test(new_only=0, base_only=0, pairs=100, margin=0.1)
    # n d / √(n d (1 - d))
    assert test.z == pytest.approx(math.sqrt(100 * 0.1 / 0.9))


def test_more_discordant_than_pairs_is_refused():
    with pytest.raises(ValueError, match="6 and 5 of 10"):
        tango_interval(new_only=6, base_only=5, pairs=10)
