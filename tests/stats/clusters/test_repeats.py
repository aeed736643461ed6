from __future__ import annotations

import pytest

from simeval.stats import episodes_that_count, repeated_outcomes


def test_copies_are_found():
    found = repeated_outcomes(conditions=["a", "a", "b", "b", "c"], outcomes=[1, 1, 0, 0, 1])

    assert found == (2, 2, True)


def test_one_repeat_that_differs_is_enough():
    found = repeated_outcomes(conditions=["a", "a", "b", "b"], outcomes=[1, 0, 0, 0])

    assert found == (2, 1, False)


def test_without_repeats_nothing_is_known():
    assert not repeated_outcomes(conditions=["a", "b"], outcomes=[1, 1]).all_identical
    assert not repeated_outcomes(conditions=[], outcomes=[]).all_identical


def test_copies_count_once_and_true_repeats_all():
    conditions = ["a", "b", "a", "c", "b"]

    assert episodes_that_count(conditions=conditions, outcomes=[1, 0, 1, 1, 0]) == (0, 1, 3)
    assert episodes_that_count(conditions=conditions, outcomes=[1, 0, 1, 1, 1]) == (0, 1, 2, 3, 4)
    assert episodes_that_count(conditions=["a", "b"], outcomes=[1, 1]) == (0, 1)


def test_unequal_lengths_are_refused():
    for function in (repeated_outcomes, episodes_that_count):
        with pytest.raises(ValueError, match="2 conditions and 1 outcomes"):
            function(conditions=["a", "b"], outcomes=[1])
