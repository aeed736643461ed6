from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from simeval.errors import ModelConnectionError, ModelReplyError, UsageError
from simeval.policies.serving.simeval_server import CONTENT_TYPE, pack_frame

from .conftest import begin, client, request, row
from .models import Broken, Echo, Slow, WrongRows


def get(url: str) -> dict:
    with urllib.request.urlopen(url) as page:
        return json.load(page)


def post(url: str, path: str, body: bytes, **headers: str) -> tuple[int, dict]:
    """A request by another HTTP client than ours."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    connection.request("POST", path, body, {"Content-Type": CONTENT_TYPE, **headers})
    reply = connection.getresponse()
    content = reply.read()
    return reply.status, json.loads(content) if reply.status != 200 else {}


def test_rows_keep_their_order_seeds_steps_and_texts(start_server):
    model = client(start_server(Echo()).url, slots=3)
    for seed, name in enumerate("abc"):
        begin(model, name, seed=seed)
    replies = model.infer([request(name, step=9 - i, grey=i) for i, name in enumerate("cab")])

    assert [row(reply) for reply in replies] == [[2, 9, 0], [0, 8, 1], [1, 7, 2]]
    assert [reply.text for reply in replies] == ["do c", "do a", "do b"]
    assert all(reply.terminate for reply in replies)


def test_requests_of_many_clients_become_batches_and_stay_apart(start_server):
    server = start_server(Slow())

    def run(number: int) -> None:
        model = client(server.url)
        begin(model, "only", seed=number)
        for step in range(10):
            [reply] = model.infer([request("only", step=step, grey=number)])
            assert row(reply) == [number, step, number]
        model.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(run, range(8)))
    sizes = {int(size): count for size, count in server.stats()["batch_sizes"].items()}

    assert sum(size * count for size, count in sizes.items()) == 80
    # Eight clients at once, batches of at most eight: most go together.
    assert sum(sizes.values()) < 40
    assert server.stats()["sessions"] == 0


def test_a_client_alone_does_not_wait_for_others(start_server):
    server = start_server(Echo(), batch_window_ms=10_000.0)
    model = client(server.url, reply_timeout_s=5.0, first_reply_timeout_s=5.0)
    begin(model, "only")

    assert row(model.infer([request("only", grey=3)])[0]) == [0, 0, 3]


def test_clients_that_ask_in_turn_come_together(start_server):
    server = start_server(Slow(), batch_window_ms=0.01)

    def run(delay: float) -> None:
        model = client(server.url)
        begin(model, "only")
        time.sleep(delay)
        for step in range(20):
            model.infer([request("only", step=step)])
            # Less than half of a forward pass, as a step of an environment.
            time.sleep(0.005)
        model.close()

    # The second begins while the forward pass of the first is under way.
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(run, (0.0, 0.015)))
    sizes = {int(size): count for size, count in server.stats()["batch_sizes"].items()}

    assert sizes[2] > sizes.get(1, 0)


def test_requests_of_different_shapes_are_not_mixed(start_server):
    server = start_server(Slow(), batch_window_ms=200.0)
    one, two = client(server.url), client(server.url)
    for model in (one, two):
        begin(model, "only")
    large = request("only", grey=5)
    large.inputs["image"] = np.full((8, 8, 3), 6, dtype=np.uint8)  # type: ignore[index]
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(one.infer, [request("only", grey=5)])
        second = threads.submit(two.infer, [large])

    assert [row(first.result()[0])[2], row(second.result()[0])[2]] == [5, 6]


def test_a_new_episode_takes_the_slot_of_the_old_one(start_server):
    echo = Echo()
    model = client(start_server(echo).url)
    begin(model, "first")
    begin(model, "second")

    assert [name.partition(":")[2] for name in echo.closed] == ["first"]
    assert [name.partition(":")[2] for name in echo.seeds] == ["second"]


def test_session_that_the_server_does_not_know_begins_again(start_server):
    echo = Echo()
    url = start_server(echo).url
    model = client(url)
    begin(model, "only")
    post(url, "/simeval/1/close", pack_frame({"sessions": list(echo.seeds)}))
    with pytest.raises(ModelConnectionError, match="has forgotten the episode"):
        model.infer([request("only")])
    begin(model, "only", seed=2)

    assert row(model.infer([request("only")])[0]) == [2, 0, 0]


@pytest.mark.parametrize(
    ("broken", "words"),
    [(Broken, "KeyError: 'no such camera'"), (WrongRows, r"'actions' of shape \(2, 1, 7\)")],
)
def test_error_of_the_model_reaches_the_client_and_the_server_lives_on(start_server, broken, words):
    server = start_server(broken())
    for _ in range(2):
        model = client(server.url)
        begin(model, "only")
        with pytest.raises(ModelReplyError, match=words):
            model.infer([request("only")])


def test_more_rows_than_the_server_takes(start_server):
    model = client(start_server(Echo()).url, slots=9)
    names = [str(number) for number in range(9)]
    begin(model, *names)

    assert model.largest_batch == 8
    with pytest.raises(ModelReplyError, match="9 rows; at most 8"):
        model.infer([request(name) for name in names])


def test_key_is_asked_for(start_server):
    server = start_server(Echo(), api_key="secret")
    begin(client(server.url, api_key="secret"), "only")

    for key in ("", "wrong"):
        with pytest.raises(ModelReplyError, match="API key is missing or wrong"):
            client(server.url, api_key=key)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"", "do not begin with"),
        (b"simeval1\xff\xff\xff\x7f", "end within the header"),
        (pack_frame([1]), "no map"),
        (pack_frame({}), "'sessions' is not a list"),
        (pack_frame({"sessions": [], "steps": [], "instructions": []}), "one length"),
        (pack_frame({"sessions": ["a"], "steps": [True], "instructions": ["b"]}), "'steps'"),
        (pack_frame({"sessions": ["a"], "steps": [1], "instructions": ["b"]}), "'inputs'"),
        (
            pack_frame(
                {"sessions": ["a"], "steps": [1], "instructions": ["b"], "inputs": {"x": {"y": 1}}}
            ),
            "'inputs.x.y' does not have one row",
        ),
    ],
)
def test_bad_request_is_explained(start_server, message, words):
    status, answer = post(start_server(Echo()).url, "/simeval/1/act", message)

    assert status == 400
    assert words in answer["error"]


def test_request_of_a_gigabyte_is_refused_before_it_is_read(start_server):
    url = start_server(Echo(), max_message_mb=1.0).url
    status, answer = post(url, "/simeval/1/act", b"x", **{"Content-Length": str(1 << 30)})

    assert status == 413
    assert "larger than 1 MB" in answer["error"]


def test_unknown_page_names_the_pages(start_server):
    status, answer = post(start_server(Echo()).url, "/act", b"")

    assert status == 404
    assert "/simeval/1/act" in answer["error"]


def test_facts_and_stats_are_plain_json(start_server):
    url = start_server(Echo()).url

    assert get(f"{url}/simeval/1") == {
        "protocol": "simeval/1",
        "name": "echo",
        "max_batch": 8,
        "facts": {},
    }
    assert get(f"{url}/simeval/1/stats") == {"batch_sizes": {}, "sessions": 0}


def test_server_stops_while_a_request_waits(start_server):
    server = start_server(Slow())
    model = client(server.url)
    begin(model, "only")
    stopping = threading.Timer(0.1, server.stop)
    stopping.start()
    with pytest.raises(ModelConnectionError):
        for _ in range(1000):
            model.infer([request("only")])


def test_inputs_of_different_shapes_in_one_client_are_refused(start_server):
    model = client(start_server(Echo()).url, slots=2)
    begin(model, "a", "b")
    large = request("b")
    large.inputs["image"] = np.zeros((8, 8, 3), dtype=np.uint8)  # type: ignore[index]
    with pytest.raises(UsageError, match="'image' of different shapes"):
        model.infer([request("a"), large])
