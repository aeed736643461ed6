"""The real openpi client and vla-eval server as peers, in a Python of their own.

SIMEVAL_PEER_PYTHON names it; data/make_fixtures.py says how to make it.
"""

from __future__ import annotations

import os
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest

from simeval.errors import ModelReplyError
from simeval.policies.model import ModelRequest

from .conftest import DIALECTS, PEERS, Peer, ask, begin, inputs, joined, picture

PYTHON = os.environ.get("SIMEVAL_PEER_PYTHON")

pytestmark = pytest.mark.skipif(
    PYTHON is None, reason="SIMEVAL_PEER_PYTHON does not name a Python with the real packages"
)


def test_our_request_is_the_real_clients_request_on_the_wire(sound_peers):
    assert PYTHON is not None
    peer = sound_peers("openpi")
    # The real client does not wait for a server that starts.
    peer.client().close()
    command = [PYTHON, str(PEERS / "real_openpi_client.py"), peer.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    theirs = peer.last_request()
    image = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    model = peer.client()
    reply = ask(model, begin(model), "openpi", image)

    assert peer.last_request() == theirs
    assert repr(reply.outputs["actions"].tolist()) == done.stdout


@pytest.fixture
def real_vla_eval(tmp_path: Path, start_peer, monkeypatch) -> Peer:
    assert PYTHON is not None
    monkeypatch.setattr("sys.executable", PYTHON)
    monkeypatch.setitem(DIALECTS, "real", DIALECTS["vla-eval"]._replace(script="real_vla_eval.py"))
    peer: Peer = start_peer("real")
    return peer


def test_episodes_with_the_real_vla_eval_server(real_vla_eval):
    model = real_vla_eval.client()
    for seed in range(2):
        session = begin(model)
        for step in range(2):
            actions = joined(ask(model, session, "vla-eval", picture(seed), step).outputs)
            wanted = zlib.crc32(picture(seed).tobytes()) % 1000 / 1e5
            assert actions[0, 3] == pytest.approx(wanted)
            # Its own count of steps begins anew with each episode.
            assert actions[0, 0] == step
    assert model.facts["server"]["model_server"] == "Echo"


def test_error_of_the_real_vla_eval_server_is_passed_on(real_vla_eval):
    model = real_vla_eval.client()
    bad = {**inputs("vla-eval", picture()), "prompt": "fail"}
    with pytest.raises(ModelReplyError, match="no such camera"):
        model.infer([ModelRequest(session=begin(model), step=0, inputs=bad)])
