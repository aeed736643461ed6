"""Goal images by the scripted expert, and what happens where there are none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from simeval.cli.main import main
from simeval.runner import make_goals
from simeval.runner.goal_images import goal_images_hash

TASK = "widowx_spoon_on_towel"
WHICH = ["goals", "suite=simpler/widowx", f"tasks=[{TASK}]", "image_size=[160,120]"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.vulkan
def test_the_goal_is_the_last_frame_of_a_solved_episode(here, capsys, monkeypatch):
    ends: list[bool] = []
    roll_out = make_goals.roll_out

    def watched(env, *arguments, **options):
        rollout = roll_out(env, *arguments, **options)
        ends.append(bool(env.unwrapped.twin.evaluate()["success"][0]))
        return rollout

    monkeypatch.setattr(make_goals, "roll_out", watched)
    assert main([*WHICH, "episodes=[0]"]) == 0
    file = here / "goals" / TASK / "e0000.png"
    first = file.read_bytes()
    with Image.open(file) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (160, 120))
        assert np.asarray(image).std() > 20
    assert ends == [True]
    capsys.readouterr()

    assert main([*WHICH, "episodes=[0,1]", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["schema_version"]) == ("simeval.goals", 1)
    assert [goal["outcome"] for goal in document["goals"]] == ["kept", "made"]
    assert file.read_bytes() == first
    assert goal_images_hash(here / "goals", TASK, (0, 1))


@pytest.mark.vulkan
def test_an_episode_that_is_not_solved_has_no_goal(here, capsys, monkeypatch):
    monkeypatch.setattr(make_goals, "EXPERT", "zero")

    assert main([*WHICH, "episodes=[0]"]) == 1
    out = capsys.readouterr().out
    assert "0 of 1 episodes have a goal image; 1 without" in out
    assert not list(here.glob("goals/**/*.png"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "need a suite"),
        (["suite=simpler/widowx", "tasks=[widowx]"], "Unknown task"),
        (["suite=simpler/widowx", "episode=[0]"], "Did you mean 'episodes'"),
        (["suite=simpler/widowx", "episodes=[99]"], "allowed: 0 to 23"),
        (["--jsn"], "Unknown flag"),
    ],
)
def test_wrong_usage_is_explained(arguments, words, capsys):
    assert main(["goals", *arguments]) == 2
    assert words in capsys.readouterr().err
