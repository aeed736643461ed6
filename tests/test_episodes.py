from __future__ import annotations

import hashlib

import pytest

from simeval.episodes import EpisodeKey
from simeval.errors import UsageError

KEY = EpisodeKey(
    suite="simpler/widowx",
    task="widowx_carrot_on_plate",
    variant="default",
    episode_id=3,
    seed=0,
)


def test_key_is_a_file_name_and_reads_back():
    assert str(KEY) == "simpler.widowx--widowx_carrot_on_plate--default--e0003--s0"
    assert EpisodeKey.parse(str(KEY)) == KEY


def test_seeds_follow_the_documented_rule():
    text = b"simeval.seed.v1|env|widowx_carrot_on_plate|3|0"
    expected = int.from_bytes(hashlib.sha256(text).digest()[:4], "big") & 0x7FFFFFFF

    assert KEY.derived_seed("env") == expected
    assert KEY.derived_seed("policy") != expected


def test_order_is_by_number_not_by_text():
    keys = [
        EpisodeKey(suite="s", task="t", variant="v", episode_id=number, seed=0)
        for number in (10, 9, 100000, 0)
    ]

    assert [key.episode_id for key in sorted(keys)] == [0, 9, 10, 100000]


@pytest.mark.parametrize("name", ["", "a b", "a--b", "../x", "a.b"])
def test_names_that_would_not_read_back_are_refused(name):
    with pytest.raises(UsageError):
        EpisodeKey(suite="s", task=name, variant="v", episode_id=0, seed=0)


def test_text_that_is_no_key_is_refused():
    with pytest.raises(UsageError, match="not an episode key"):
        EpisodeKey.parse("carrot-3")
