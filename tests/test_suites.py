from __future__ import annotations

from collections import Counter

import pytest

from simeval.episodes import EpisodeKey
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


def test_google_vm_has_the_published_trials():
    # SIMPLER, arXiv:2405.05941, table IV: four robot colours each.
    suite = load_suite("simpler/google_vm")
    trials = Counter()
    for entry in suite.entries:
        kind = next(
            kind for kind in ("coke_can", "move_near", "place", "drawer") if kind in entry.task
        )
        trials[kind] += len(entry.episode_ids)
    assert trials == {"coke_can": 300, "move_near": 240, "drawer": 216, "place": 108}
    colours = {entry.variant for entry in suite.entries}
    assert colours == {"default", "recolor_tabletop_1", "recolor_tabletop_2", "recolor_cabinet_1"}
    assert suite.success_rule == "last_step"


def test_keys_of_a_suite_with_variants_are_distinct():
    suite = load_suite("simpler/google_vm")
    keys = [
        EpisodeKey(
            suite=suite.name,
            task=entry.task,
            variant=entry.variant,
            episode_id=episode_id,
            seed=seed,
        )
        for entry in suite.entries
        for episode_id in entry.episode_ids
        for seed in suite.seeds
    ]
    assert len(set(keys)) == len(keys) == 864
    assert all(EpisodeKey.parse(str(key)) == key for key in keys)


@pytest.mark.parametrize("name", suite_names())
def test_every_suite_loads(name):
    assert load_suite(name).entries


def test_misspelt_suite_gets_a_suggestion():
    with pytest.raises(UnknownNameError, match="Did you mean 'simpler/widowx'"):
        load_suite("simpler/widow")
