from __future__ import annotations

import pytest

from simeval.stats import repeated_outcomes


def test_copies_are_found():
    found = repeated_outcomes(["a", "a", "b", "b", "c"], [1, 1, 0, 0, 1])

    assert found == (2, 2, True)


def test_one_repeat_that_differs_is_enough():
    assert repeated_outcomes(["a", "a", "b", "b"], [1, 0, 0, 0]) == (2, 1, False)


def test_without_repeats_nothing_is_known():
    assert not repeated_outcomes(["a", "b"], [1, 1]).all_identical


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="2 conditions and 1 outcomes"):
        repeated_outcomes(["a", "b"], [1])
