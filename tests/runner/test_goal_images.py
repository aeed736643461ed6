"""Goal and subgoal images: which file is shown when, and what cannot be mixed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from simeval.conf.run_config import RunConfig
from simeval.errors import UsageError
from simeval.policies.model import ModelReply
from simeval.policies.observation_session import ObservationSession
from simeval.policies.remote.stacking import stack_inputs
from simeval.policies.serving.served_policy import ServedPolicy
from simeval.runlog.run_info import PolicyChoice, RunSpec
from simeval.runner.goal_images import goal_images_hash, load_goal_images
from simeval.runner.plan import plan_run

TASK = "widowx_carrot_on_plate"
SPEC_KEYS = {"suite", "policy", "protocols", "videos", "video_every", "video_speed"}


def paint(folder: Path, name: str, grey: int) -> Path:
    file = folder / TASK / name
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 6), (grey, grey, grey)).save(file)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "goals"
    for name, grey in (
        ("e0000.png", 10), ("e0003.png", 30), ("e0003.step0004.png", 34),
        ("e0003.step0008.png", 38),
    ):  # fmt: skip
        paint(folder, name, grey)
    return folder


def test_policy_sees_the_goal_and_what_is_next(stage, folder):
    policy = stage.Counting(chunk=2)
    stage.roll(policy, goals=load_goal_images(folder, TASK, 3))
    shown = [
        tuple(int(observation.goals[name][0, 0, 0]) for name in ("goal", "subgoal"))
        for observation in policy.asked
    ]

    assert [observation.step for observation in policy.asked] == [0, 2, 4, 6, 8, 10]
    assert shown == [(30, 30)] * 2 + [(30, 34)] * 2 + [(30, 38)] * 2
    assert policy.asked[0].goals["goal"].shape == (6, 8, 3)


def test_without_a_folder_there_are_none(stage):
    policy = stage.Counting()
    stage.roll(policy)

    assert policy.asked[0].goals == {}


def test_they_reach_a_policy_behind_a_server(stage, folder):
    """What the client sends is what the policy on the other side sees."""
    served_policy = stage.Counting()
    server = ServedPolicy(lambda: served_policy)

    class Wire:
        def reset(self, starts):
            [start] = starts
            server.reset([start.session], [start.seed], [start.instruction])

        def infer(self, requests):
            [request] = requests
            batch = stack_inputs([request.inputs])
            reply = server.act([request.session], [request.step], ["go"], batch)
            return [ModelReply(outputs={"actions": reply["actions"][0]})]

    class Client(stage.Counting):
        def reset(self, episode):
            self.session = ObservationSession(Wire())
            self.session.begin(episode)

        def act(self, observation):
            self.session.ask(observation)
            return super().act(observation)

    stage.roll(Client(), goals=load_goal_images(folder, TASK, 3))

    assert int(served_policy.asked[1].goals["subgoal"][0, 0, 0]) == 34
    assert served_policy.asked[0].goals["goal"].dtype == np.uint8


def plan(folder: Path | None, **options) -> RunSpec:
    config = RunConfig(
        suite="simpler/widowx", policy=None, tasks=[TASK],
        goals=None if folder is None else str(folder), **({"episodes": [0, 3]} | options),
    )  # fmt: skip
    return plan_run(config, policy=PolicyChoice(name="zero", options={}))


def test_the_content_is_part_of_the_protocol_and_the_place_is_not(folder, tmp_path):
    before = plan(folder)
    moved = folder.rename(tmp_path / "elsewhere")
    after = plan(moved)
    paint(moved, "e0003.step0008.png", 39)
    changed = plan(moved)
    [plain] = plan(None).protocols

    assert before.hash == after.hash != changed.hash
    assert set(before.protocols[0]) - set(plain) == {"goal_images"}
    assert plan(None).identity().keys() == SPEC_KEYS


def test_episodes_that_are_not_run_do_not_count(folder):
    before = goal_images_hash(folder, TASK, (0,))
    paint(folder, "e0003.png", 99)

    assert goal_images_hash(folder, TASK, (0,)) == before


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda folder: (folder / TASK / "e0000.png").unlink(), "no goal image of episode 0"),
        (lambda folder: (folder / TASK / "e0003.png").unlink(), "1 of 2 episodes have none"),
        (lambda folder: (folder / TASK / "goal.png").touch(), "goal.png has a name that says"),
        (lambda folder: (folder / TASK / "e0003.png").write_bytes(b"no"), "e0003.png is no image"),
        (lambda folder: (folder / TASK / "e0003.png").write_bytes(b""), "e0003.png is no image"),
        (lambda folder: folder.rename(folder.with_name("gone")), "cannot be read"),
    ],
)
def test_files_that_do_not_fit(folder, break_it, words):
    break_it(folder)
    with pytest.raises(UsageError, match=words):
        plan(folder)


def test_half_an_image(folder):
    file = folder / TASK / "e0003.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (90, 90, 3), np.uint8)).save(file)
    file.write_bytes(file.read_bytes()[:9000])

    with pytest.raises(UsageError, match=r"e0003.png is no image"):
        plan(folder)


@pytest.mark.vulkan
def test_a_run_with_goal_images(workbench, folder):
    """The faulty policy writes the brightness of its goal into its actions."""
    done = workbench.run(
        *workbench.short, "episodes=[0]", "horizon_steps=2", "policy=faulty", "policy.goal=true",
        "workers=1", f"goals={folder}", "out=run",
    )  # fmt: skip
    [key] = workbench.folder().records()

    assert done.returncode == 0, done.stderr
    with np.load(workbench.folder().steps_file(key)) as arrays:
        np.testing.assert_allclose(arrays["actions"][:, 4], 10 / 1e5)
