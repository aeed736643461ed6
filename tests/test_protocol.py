from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from simeval.instructions import InstructionEvent
from simeval.protocol import Protocol, protocol_differences
from simeval.real_time import RealTime

PROTOCOL = Protocol(
    task="widowx_carrot_on_plate",
    variant="default",
    env_id="simeval/widowx_carrot_on_plate-v1",
    instruction="put carrot on plate",
    episode_ids=(0, 1, 2),
    seeds=(0,),
    horizon_steps=60,
    success_rule="last_step",
    control_hz=5,
    sim_hz=500,
    camera="3rd_view_camera",
    image_size=(640, 480),
    shader="minimal",
    asset_set="bundled",
    asset_hash="0" * 64,
    stand_ins=(),
)

CHANGED = {
    "task": "other",
    "variant": "other",
    "env_id": "simeval/widowx_carrot_on_plate-v2",
    "instruction": "put the carrot on the plate",
    "episode_ids": (0, 1),
    "seeds": (0, 1),
    "horizon_steps": 80,
    "success_rule": "any_step",
    "control_hz": 10,
    "sim_hz": 501,
    "camera": "wrist",
    "image_size": (320, 240),
    "shader": "default",
    "asset_set": "simpler",
    "asset_hash": "1" * 64,
    "stand_ins": ("stage.glb -> plane",),
    "goal_images": "0123456789ab",
    "real_time": RealTime(
        latency="2", while_thinking="act", late_actions="drop", ask_with_left=None
    ),
    "instruction_events": (InstructionEvent(episode_id=None, step=3, text="stop", mode="replace"),),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Protocol)])
def test_every_field_changes_the_id_and_is_named(name):
    other = replace(PROTOCOL, **{name: CHANGED[name]})

    assert other.id != PROTOCOL.id
    assert list(protocol_differences(PROTOCOL, other)) == [name]


@pytest.mark.parametrize("protocol", [PROTOCOL, replace(PROTOCOL, **CHANGED)])
def test_id_is_short_and_survives_json(protocol):
    again = Protocol.from_json(json.loads(json.dumps(protocol.to_json())))

    assert again == protocol
    assert again.id == protocol.id
    assert len(protocol.id) == 12
    assert not protocol_differences(protocol, again)


def test_what_does_not_apply_is_not_spelt_out():
    assert set(PROTOCOL.to_json()) == {
        *("task", "variant", "env_id", "instruction", "episode_ids", "seeds", "horizon_steps"),
        *("success_rule", "control_hz", "sim_hz", "camera", "image_size", "shader", "asset_set"),
        *("asset_hash", "stand_ins"),
    }
