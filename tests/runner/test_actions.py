from __future__ import annotations

import numpy as np
import pytest

from simeval.errors import ActionError
from simeval.policies.interface import ActionChunk
from simeval.runner.actions import checked_actions


def test_good_actions_pass_through_as_float64():
    given = np.arange(14, dtype=np.float32).reshape(2, 7)
    actions = checked_actions(ActionChunk(actions=given), policy="p", step=0)

    assert actions.dtype == np.float64
    np.testing.assert_array_equal(actions, given)


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        (np.zeros(7), r"shape \(7,\)"),
        (np.zeros((0, 7)), r"shape \(0, 7\)"),
        (np.zeros((1, 8)), r"shape \(1, 8\)"),
        (np.zeros((1, 2, 7)), r"shape \(1, 2, 7\)"),
        ([["a"] * 7], "not numbers"),
        (np.full((2, 7), np.inf), "inf at row 0, column 0"),
        (None, r"shape \(\)"),
    ],
)
def test_bad_actions_are_named(actions, words):
    with pytest.raises(ActionError, match=words):
        checked_actions(ActionChunk(actions=actions), policy="p", step=3)


def test_something_else_than_a_chunk_is_named():
    with pytest.raises(ActionError, match="Policy 'p' at step 3 returned ndarray"):
        checked_actions(np.zeros((1, 7)), policy="p", step=3)
