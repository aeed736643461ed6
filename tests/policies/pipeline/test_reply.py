from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from simeval.errors import ModelReplyError
from simeval.policies.model import ModelReply
from simeval.policies.pipeline.reply import reply_rows, says_done, split_rows
from simeval.policies.presets import load_preset


def rows(name: str, outputs: dict, **changes) -> np.ndarray:
    action = dataclasses.replace(load_preset(name).action, **changes)
    return reply_rows(ModelReply(outputs=outputs), action, preset=name)


def test_outputs_lie_side_by_side():
    names = ("x", "y", "z", "roll", "pitch", "yaw", "gripper")
    outputs = {f"action.{name}": np.arange(8.0) + 10 * i for i, name in enumerate(names)}

    laid = rows("groot-n16-widowx", outputs)

    assert laid.shape == (8, 7)
    np.testing.assert_array_equal(laid[3], [3, 13, 23, 33, 43, 53, 63])


def test_a_single_action_needs_no_row_axis():
    np.testing.assert_array_equal(
        rows("openvla-widowx", {"actions": np.arange(7, dtype=np.float32)}), [np.arange(7.0)]
    )


def test_stride_takes_every_second_row():
    outputs = {"actions": np.repeat(np.arange(30.0)[:, np.newaxis], 20, axis=1)}

    assert rows("xvla-google", outputs)[:, 0].tolist() == list(range(0, 30, 2))


@pytest.mark.parametrize("name", ["xvla-google", "groot-n16-google", "openvla-widowx"])
def test_splitting_inverts_laying_out(name):
    action = load_preset(name).action
    laid = np.random.default_rng(0).normal(size=(action.usable_rows, action.width))

    again = reply_rows(ModelReply(outputs=split_rows(laid, action)), action, preset=name)

    np.testing.assert_array_equal(again, laid)


@pytest.mark.parametrize(
    ("name", "outputs", "message"),
    [
        ("openvla-widowx", {}, "replied with nothing.*'actions'"),
        ("openvla-widowx", {"action": np.zeros(7)}, "replied with action; .*'actions'"),
        ("openvla-widowx", {"actions": np.zeros(8)}, r"shape \(8,\).*expects \(1, 7\)"),
        ("openvla-widowx", {"actions": np.zeros((2, 7))}, r"shape \(2, 7\).*expects \(1, 7\)"),
        ("openvla-widowx", {"actions": np.zeros((1, 1, 7))}, r"shape \(1, 1, 7\)"),
        ("openvla-widowx", {"actions": np.array(["a"] * 7)}, "type <U1"),
        ("openvla-widowx", {"actions": np.array([0, 0, np.nan, 0, 0, 0, 0])}, "nan.*column 2"),
        ("openvla-widowx", {"actions": np.array([0, np.inf, 0, 0, 0, 0, 0])}, "inf.*column 1"),
        # A DROID checkpoint of another horizon.
        ("pi05-droid", {"actions": np.zeros((10, 8))}, r"\(10, 8\).*expects \(15, 8\)"),
        # Too short to be executed.
        ("pi0-widowx", {"actions": np.zeros((3, 7))}, "3 rows.*needs 4"),
        ("pi0-widowx", {"actions": np.zeros((0, 7))}, r"shape \(0, 7\)"),
    ],
)
def test_a_reply_that_does_not_fit(name, outputs, message):
    with pytest.raises(ModelReplyError, match=message):
        rows(name, outputs)


def test_outputs_of_different_lengths():
    names = ("x", "y", "z", "roll", "pitch", "yaw", "gripper")
    outputs = {f"action.{name}": np.zeros(16) for name in names} | {"action.z": np.zeros(15)}

    with pytest.raises(ModelReplyError, match=r"'action\.z' 15"):
        rows("groot-n15-widowx", outputs)


def test_an_ensemble_needs_its_horizon():
    with pytest.raises(ModelReplyError, match=r"3 rows.*needs 7"):
        rows("cogact-widowx", {"actions": np.zeros((3, 7))}, chunk=None)


@pytest.mark.parametrize(("numbers", "done"), [([1, 0, 0], True), ([0, 1, 0], False)])
def test_rt1_says_when_it_is_done(numbers, done):
    action = load_preset("rt1-google").action
    reply = ModelReply(outputs={"terminate_episode": np.array(numbers)})

    assert says_done(reply, action, preset="rt1-google") is done


def test_a_server_may_say_so_itself():
    action = load_preset("openvla-widowx").action

    assert says_done(ModelReply(outputs={}, terminate=True), action, preset="p")
    assert not says_done(ModelReply(outputs={}), action, preset="p")


@pytest.mark.parametrize("outputs", [{}, {"terminate_episode": np.zeros(0)}])
def test_an_output_that_should_say_so_is_missing(outputs):
    action = load_preset("rt1-google").action

    with pytest.raises(ModelReplyError, match="terminate"):
        says_done(ModelReply(outputs=outputs), action, preset="rt1-google")
