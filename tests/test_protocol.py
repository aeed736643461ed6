from __future__ import annotations

from dataclasses import fields, replace

import pytest

from simeval.protocol import Protocol, protocol_differences

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
}


@pytest.mark.parametrize("name", [field.name for field in fields(Protocol)])
def test_every_field_changes_the_id_and_is_named(name):
    other = replace(PROTOCOL, **{name: CHANGED[name]})

    assert other.id != PROTOCOL.id
    assert list(protocol_differences(PROTOCOL, other)) == [name]


def test_id_is_short_and_survives_json():
    again = Protocol.from_json(PROTOCOL.to_json())

    assert again == PROTOCOL
    assert again.id == PROTOCOL.id
    assert len(PROTOCOL.id) == 12
    assert not protocol_differences(PROTOCOL, again)
