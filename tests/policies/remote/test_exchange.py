from __future__ import annotations

import time
import zlib

import numpy as np
import pytest

from simeval.errors import ModelConnectionError, UnknownNameError, UsageError
from simeval.policies.model import Model, ModelRequest, SessionStart
from simeval.policies.remote.factory import PROTOCOLS, connect_model
from simeval.policies.remote.options import LinkOptions

from .conftest import DIALECTS, ask, begin, inputs, joined, picture


def expected(image: np.ndarray) -> np.ndarray:
    """What the servers of these tests answer to an image that arrived unchanged."""
    actions = np.zeros((2, 7), dtype=np.float32)
    actions[:, 2], actions[:, 6] = 0.002, 1.0
    actions[0, 3] = zlib.crc32(image.tobytes()) % 1000 / 1e5
    return actions


def test_image_arrives_unchanged_and_actions_come_back(sound_peers, dialect):
    model = sound_peers(dialect).client()
    session = begin(model)

    assert isinstance(model, Model)
    for seed in range(3):
        image = picture(seed)
        reply = ask(model, session, dialect, image, step=2 * seed)
        np.testing.assert_array_equal(joined(reply.outputs), expected(image))
        assert reply.timing_ms["round_trip"] > 0
        for array in reply.outputs.values():
            array[0] = 0.0  # writable
    assert model.facts["protocol"] == DIALECTS[dialect].protocol
    model.close()


def test_second_episode_over_the_same_connection(sound_peers, dialect):
    model = sound_peers(dialect).client()
    first = begin(model)
    ask(model, first, dialect, picture())
    second = begin(model)
    reply = ask(model, second, dialect, picture())

    np.testing.assert_array_equal(joined(reply.outputs), expected(picture()))
    # The slot has gone to the second episode.
    with pytest.raises(ModelConnectionError, match="Begin it again"):
        ask(model, first, dialect, picture())


@pytest.mark.parametrize("name", ["gr00t-n1.6", "simeval"])
def test_batch_is_one_message_with_rows_in_order(sound_peers, name):
    model = sound_peers(name).client(slots=3)
    model.reset(
        [SessionStart(session=text, seed=0, instruction="put carrot on plate") for text in "abc"]
    )
    images = [picture(seed) for seed in range(3)]
    replies = model.infer(
        [
            ModelRequest(session=text, step=0, inputs=inputs(name, image))
            for text, image in zip("abc", images, strict=True)
        ]
    )

    assert model.largest_batch >= 3
    assert len(replies) == 3
    if name == "gr00t-n1.6":
        for image, reply in zip(images, replies, strict=True):
            np.testing.assert_array_equal(joined(reply.outputs), expected(image))


HTTP = ("openvla", "autoeval", "cogact", "simeval")


@pytest.mark.parametrize("name", HTTP)
def test_server_that_closes_after_each_reply(start_peer, name):
    model = start_peer(name, "--http", "1.0").client()
    session = begin(model)
    for seed in range(3):
        reply = ask(model, session, name, picture(seed))
        np.testing.assert_array_equal(joined(reply.outputs), expected(picture(seed)))


@pytest.mark.parametrize("name", HTTP)
def test_server_that_closes_idle_connections(start_peer, name):
    model = start_peer(name, "--idle", "0.3").client()
    session = begin(model)
    ask(model, session, name, picture())
    time.sleep(1.0)
    if name == "autoeval":
        # It has a memory, and could have been restarted meanwhile for all we know.
        with pytest.raises(ModelConnectionError, match="between two requests"):
            ask(model, session, name, picture())
        session = begin(model)
    reply = ask(model, session, name, picture())

    np.testing.assert_array_equal(joined(reply.outputs), expected(picture()))


def test_server_restarted_between_two_requests_is_noticed(start_peer):
    peer = start_peer("simeval")
    model = peer.client()
    session = begin(model)
    ask(model, session, "simeval", picture())
    peer.kill()
    start_peer("simeval", port=peer.port).client().close()

    with pytest.raises(ModelConnectionError, match="has forgotten the episode"):
        ask(model, session, "simeval", picture())


def test_simeval_1_carries_text_and_server_times(sound_peers):
    model = sound_peers("simeval").client()
    reply = ask(model, begin(model), "simeval", picture())

    assert reply.text == "reach"
    assert reply.timing_ms["model"] == 1.5


def test_openpi_server_times_are_kept(sound_peers):
    model = sound_peers("openpi").client()

    assert ask(model, begin(model), "openpi", picture()).timing_ms["infer_ms"] == 1.5


def test_both_dialects_of_gr00t_are_told_apart(sound_peers):
    for name in ("n1.5", "n1.6"):
        assert sound_peers(f"gr00t-{name}").client().facts["server"]["dialect"] == name


def test_unknown_protocol_gets_a_suggestion():
    with pytest.raises(UnknownNameError, match="Did you mean 'openpi'"):
        connect_model("open-pi", LinkOptions(url="ws://127.0.0.1:1"))
    assert set(PROTOCOLS) == {item.protocol for item in DIALECTS.values()}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://127.0.0.1:8000", "ws://", ""])
def test_address_that_does_not_fit_is_refused(protocol, url):
    with pytest.raises(UsageError, match=r"policy\.url"):
        connect_model(protocol, LinkOptions(url=url))


def test_slots_where_a_server_remembers_one_episode_are_refused(sound_peers):
    with pytest.raises(UsageError, match=r"policy.slots=2 .* one episode at a time"):
        sound_peers("vla-eval").client(slots=2)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"x": np.array(["a"], dtype=object)}, "type object"),
        ({"x": {1, 2}}, "set"),
    ],
)
def test_inputs_that_cannot_be_sent_are_the_users_mistake(sound_peers, dialect, bad, words):
    model = sound_peers(dialect).client()
    request = ModelRequest(
        session=begin(model), step=0, inputs={**inputs(dialect, picture()), **bad}
    )

    with pytest.raises(UsageError, match="Check the preset") as caught:
        model.infer([request])
    if DIALECTS[dialect].protocol not in ("gr00t", "cogact"):
        assert words in str(caught.value)
