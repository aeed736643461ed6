from __future__ import annotations

import pytest

from simeval.errors import UnknownNameError
from simeval.suites import load_suite, suite_names


def test_simpler_widowx_is_the_published_grid():
    # SIMPLER, arXiv:2405.05941: four WidowX tasks, 24 trials each, success at the last step.
    suite = load_suite("simpler/widowx")

    assert [entry.task for entry in suite.entries] == [
        "widowx_spoon_on_towel",
        "widowx_carrot_on_plate",
        "widowx_stack_cube",
        "widowx_put_eggplant_in_basket",
    ]
    assert all(entry.episode_ids == tuple(range(24)) for entry in suite.entries)
    assert suite.success_rule == "last_step"
    assert suite.seeds == (0,)


@pytest.mark.parametrize("name", suite_names())
def test_every_suite_loads(name):
    assert load_suite(name).entries


def test_misspelt_suite_gets_a_suggestion():
    with pytest.raises(UnknownNameError, match="Did you mean 'simpler/widowx'"):
        load_suite("simpler/widow")
