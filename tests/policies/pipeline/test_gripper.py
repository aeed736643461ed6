"""Against sequences written out from the rules of the reference sheet."""

from __future__ import annotations

import numpy as np
import pytest

from simeval.policies.pipeline.gripper import GripperDecoder, GripperEncoder
from simeval.policies.specs import ROBOTS, GripperSpec


def run(spec: GripperSpec, robot: str, numbers: list[float], task: str = "t") -> list[float]:
    decoder = GripperDecoder(spec, ROBOTS[robot], task=task)
    return [decoder.command(number) for number in numbers]


def spec(**changes) -> GripperSpec:
    return GripperSpec(**({"column": 6, "meaning": "open01"} | changes))


def test_widowx_binarises_at_one_half():
    assert run(spec(threshold=0.5), "widowx", [0.0, 0.5, 0.500001, 1.0]) == [-1, -1, 1, 1]


def test_rt1x_negates_and_binarises_at_zero():
    close = spec(meaning="close_pm1", threshold=0.5)

    assert run(close, "widowx", [-1.0, -0.01, 0.0, 0.01, 1.0]) == [1, 1, -1, -1, -1]


def test_without_a_threshold_the_opening_is_proportional():
    assert run(spec(), "widowx", [0.0, 0.25, 1.0, 1.4]) == [-1.0, -0.5, 1.0, 1.0]
    assert run(spec(meaning="open_pm1"), "widowx", [-1.0, 0.5]) == [-1.0, 0.5]
    assert run(spec(meaning="closed01"), "widowx", [0.0, 1.0]) == [1.0, -1.0]


def test_rt1_changes_pass_unless_they_are_small():
    relative = spec(meaning="relative_close", dead_zone=0.01)

    assert run(relative, "google", [0.5, 0.009, -0.009, 0.01, -2.0]) == [0.5, 0, 0, 0.01, -1.0]


def test_octo_sticks_for_fifteen_steps():
    """First output 0; a fall of the opening by more than one half closes for 15 steps."""
    sticky = spec(change="from_previous", latch_steps=15)
    numbers = [1.0, 1.0, 0.1] + [0.1] * 20

    commands = run(sticky, "google", numbers)

    assert commands == [0.0, 0.0] + [0.9] * 15 + [0.0] * 6


def test_changes_within_a_latch_are_not_seen():
    sticky = spec(change="from_previous", latch_steps=3)

    assert run(sticky, "google", [1, 0, 1, 1, 1, 0]) == [0, 1, 1, 1, 0, 1]


def test_a_slow_ramp_never_latches_in_the_original_and_does_in_its_forks():
    ramp = [1.0, 0.7, 0.4, 0.1, 0.0, 0.0]

    original = run(spec(change="from_previous", latch_steps=10), "google", ramp)
    fork = run(spec(change="from_latched", latch_steps=10), "google", ramp)

    np.testing.assert_allclose(original, [0, 0.3, 0.3, 0.3, 0.1, 0.0], atol=1e-12)
    np.testing.assert_allclose(fork, [0, 0.3, 0.6, 0.6, 0.6, 0.6], atol=1e-12)


def test_groot_sends_the_level_and_sticks():
    """1 - 2 * opening; above one half it is held for 15 steps, whatever comes meanwhile."""
    level = spec(change="level", latch_steps=15)

    commands = run(level, "google", [0.5, 0.4, 0.0] + [1.0] * 16)

    np.testing.assert_allclose(commands[:3], [0.0, 0.2, 1.0], atol=1e-12)
    assert commands[3:17] == [1.0] * 14
    assert commands[17:] == [-1.0, -1.0]


def test_robovlms_opens_only_after_two_opens():
    late = spec(threshold=0.5, open_after=2)

    assert run(late, "widowx", [1, 1, 1, 0, 1, 0, 1, 1]) == [-1, 1, 1, -1, -1, -1, -1, 1]


def test_droid_binarises_closedness():
    droid = spec(meaning="closed01", threshold=0.5)

    assert run(droid, "droid", [0.0, 0.49, 0.51, 1.0]) == [0.0, 0.0, 1.0, 1.0]


def test_thresholds_of_tasks():
    """X-VLA: open below 0.95 of closedness on the carrot, below 0.7 elsewhere."""
    xvla = spec(
        meaning="closed01", threshold=0.3, threshold_of_task={"widowx_carrot_on_plate": 0.05}
    )

    assert run(xvla, "widowx", [0.8], "widowx_carrot_on_plate") == [1.0]
    assert run(xvla, "widowx", [0.8], "widowx_spoon_on_towel") == [-1.0]


@pytest.mark.parametrize(
    ("robot", "changes"),
    [
        ("widowx", {"meaning": meaning})
        for meaning in ("open01", "closed01", "open_pm1", "close_pm1")
    ]
    + [
        ("widowx", {"threshold": 0.5}),
        ("google", {"meaning": "relative_close"}),
        ("google", {"change": "level"}),
        ("droid", {"meaning": "closed01"}),
    ],
)
def test_the_encoder_inverts_what_has_no_memory(robot, changes):
    low = 0.0 if robot == "droid" else -1.0
    generator = np.random.default_rng(9)
    commands = generator.uniform(low, 1.0, 50)
    if "threshold" in changes:
        commands = np.where(commands > 0, 1.0, -1.0)
    encoder = GripperEncoder(spec(**changes), ROBOTS[robot])

    numbers = [encoder.number(command, 1.0) for command in commands]

    np.testing.assert_allclose(run(spec(**changes), robot, numbers), commands, atol=1e-12)


@pytest.mark.parametrize("change", ["from_previous", "from_latched"])
@pytest.mark.parametrize("meaning", ["open01", "closed01", "close_pm1"])
@pytest.mark.parametrize("open_at_first", [True, False])
def test_the_encoder_inverts_latched_switches(change, meaning, open_at_first):
    sticky = spec(change=change, latch_steps=15, meaning=meaning)
    first = 1.0 if open_at_first else -1.0
    commands = [0.0] * 3 + [first] * 15 + [0.0] * 4 + [-first] * 15 + [0.0]
    encoder = GripperEncoder(sticky, ROBOTS["google"])

    numbers = [encoder.number(command, 1.0 if open_at_first else 0.0) for command in commands]

    np.testing.assert_allclose(run(sticky, "google", numbers), commands, atol=1e-12)
