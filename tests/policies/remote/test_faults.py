from __future__ import annotations

import resource
import time

import numpy as np
import pytest

from simeval.errors import ActionError, ModelConnectionError, ModelReplyError
from simeval.policies.serving.launched_server import free_port

from .conftest import DIALECTS, ask, begin, joined, picture


def test_server_killed_in_an_episode_is_found_again_at_the_next(start_peer, dialect):
    peer = start_peer(dialect, "--fault", "die", "--at", "1")
    model = peer.client()
    session = begin(model)
    ask(model, session, dialect, picture())
    with pytest.raises(ModelConnectionError, match="lost"):
        ask(model, session, dialect, picture())
    peer.process.wait()
    start_peer(dialect, port=peer.port)

    # The episode is over for good, even though a server is there again.
    with pytest.raises(ModelConnectionError, match="Begin it again"):
        ask(model, session, dialect, picture())
    assert joined(ask(model, begin(model), dialect, picture()).outputs).shape == (2, 7)


def test_server_that_hangs_is_left_after_the_time_out(start_peer, dialect):
    peer = start_peer(dialect, "--fault", "hang", "--at", "1")
    model = peer.client(reply_timeout_s=0.5)
    session = begin(model)
    ask(model, session, dialect, picture())
    started = time.monotonic()
    with pytest.raises(ModelConnectionError, match=r"no reply within 0.5 s.*reply_timeout_s"):
        ask(model, session, dialect, picture())
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("fault", "words"), [("nan", "nan at index"), ("shape", "of shape")], ids=["nan", "shape"]
)
def test_unusable_actions_are_the_policys_fault(faulty_peer, dialect, fault, words):
    model = faulty_peer(dialect, fault).client()
    with pytest.raises(ActionError, match=words):
        ask(model, begin(model), dialect, picture())


def test_error_of_the_server_is_passed_on(faulty_peer, dialect):
    model = faulty_peer(dialect, "error").client()
    with pytest.raises(ModelReplyError) as caught:
        ask(model, begin(model), dialect, picture())

    said = {
        "openvla": "reported an error: error",
        "autoeval": "Error processing request",
        "cogact": "500 Internal Server Error",
    }
    assert said.get(dialect, "no such camera") in str(caught.value)


def test_message_of_a_gigabyte_is_refused_and_never_held(faulty_peer, dialect):
    model = faulty_peer(dialect, "huge").client()
    session = begin(model)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises((ModelReplyError, ModelConnectionError), match="more than 256 MB"):
        ask(model, session, dialect, picture())
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert grown_kb < 100_000


@pytest.mark.parametrize("dialect", ["openpi", "gr00t-n1.6", "simeval"])
def test_slow_start_is_waited_for(start_peer, dialect):
    model = start_peer(dialect, "--start-delay", "1.5").client()
    assert joined(ask(model, begin(model), dialect, picture()).outputs).shape == (2, 7)


def test_nobody_there(sound_peers, dialect):
    peer = sound_peers(dialect)
    url = f"{peer.dialect.scheme}://127.0.0.1:{free_port()}"
    with pytest.raises(ModelConnectionError, match=r"No policy server answers .*after 0.3 s"):
        peer.client(url=url, connect_timeout_s=0.3)


@pytest.mark.parametrize(
    ("client", "server"),
    [
        ("openpi", "vla-eval"),
        ("openpi", "cogact"),
        ("vla-eval", "openpi"),
        ("simeval", "cogact"),
        ("simeval", "openpi"),
        ("gr00t-n1.6", "openpi"),
    ],
)
def test_server_of_another_protocol_is_refused(sound_peers, client, server):
    sound_peers(server).client().close()
    url = f"{DIALECTS[client].scheme}://127.0.0.1:{sound_peers(server).port}"
    with pytest.raises((ModelReplyError, ModelConnectionError)) as caught:
        sound_peers(client).client(url=url, reply_timeout_s=1.0, connect_timeout_s=2.0)

    assert url in str(caught.value)


def test_unknown_machine_is_named(sound_peers):
    peer = sound_peers("openpi")
    with pytest.raises(ModelConnectionError, match=r"no\.such\.machine\.invalid.* is not known"):
        peer.client(url="ws://no.such.machine.invalid:8000")


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
def test_random_bytes_never_get_past_the_codecs():
    from simeval.policies.remote.arrays import WireError
    from simeval.policies.remote.codecs import GR00T, OPENPI, VLA_EVAL
    from simeval.policies.remote.json_numpy import pack_json, unpack_json
    from simeval.policies.serving.simeval_server import FrameError, pack_frame, unpack_frame

    rng = np.random.default_rng(0)
    value = {"a": np.arange(6.0).reshape(2, 3), "b": ["x", None, 3], "c": {"d": np.int64(4)}}
    for pack, unpack in [
        *((codec.pack, codec.unpack) for codec in (OPENPI, VLA_EVAL, GR00T)),
        (pack_json, unpack_json),
        (pack_frame, unpack_frame),
    ]:
        good = pack(value)
        for _ in range(2000):
            damaged = bytearray(good)
            for place in rng.integers(0, len(damaged), rng.integers(1, 4)):
                damaged[place] = rng.integers(0, 256)
            cut = bytes(damaged[: rng.integers(1, len(damaged) + 1)])
            try:
                unpack(cut)
            except (WireError, FrameError) as error:
                assert str(error)
