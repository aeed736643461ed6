from __future__ import annotations

import re

import pytest

from simeval.cli.main import main

RUN = ("run", "suite=smoke", "policy=random")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rnu",), ("Unknown verb 'rnu'", "Did you mean 'run'")),
        (("run", "policy=zero"), ("needs a suite", "simeval ls suites")),
        (("run", "suite=smoke"), ("needs a policy", "simeval ls policies")),
        (("run", "suite=smok", "policy=zero"), ("'smok'", "Did you mean 'smoke'")),
        (("run", "suite=smoke", "policy=randm"), ("'randm'", "Did you mean 'random'")),
        (("run", "suite=smoke", "polcy=zero"), ("'polcy'", "Did you mean 'policy'")),
        (("run", "suit=smoke", "policy=zero"), ("'suit'", "Did you mean 'suite'")),
        ((*RUN, "wokers=2"), ("'wokers'", "Did you mean 'workers'")),
        ((*RUN, "video.evry=2"), ("'video.evry'", "Did you mean 'video.every'")),
        (
            (*RUN, "policy.translation_sd_m=0.1"),
            ("'policy.translation_sd_m'", "Did you mean 'policy.translation_std_m'"),
        ),
        ((*RUN, "polcy.translation_std_m=1"), ("'polcy.translation_std_m'",)),
        ((*RUN, "tasks=[widowx_carot_on_plate]"), ("Did you mean 'widowx_carrot_on_plate'",)),
        ((*RUN, "tasks=[]"), ("tasks=[]", "at least one")),
        ((*RUN, "videos=al"), ("'al'", "Did you mean 'all'")),
        ((*RUN, "success_rule=laststep"), ("Did you mean 'last_step'",)),
        ((*RUN, "assets=bundle"), ("'bundle'", "Did you mean 'bundled'")),
        ((*RUN, "episodes=[0,24]"), ("episodes=24", "0 to 23")),
        ((*RUN, "episodes=[1,1]"), ("each value once",)),
        ((*RUN, "seeds=[-1]"), ("seeds=-1",)),
        ((*RUN, "seeds=[a]"), ("seeds[0]", "Integer")),
        ((*RUN, "workers=two"), ("workers", "'two'")),
        ((*RUN, "workers=0"), ("workers=0", "at least 1")),
        ((*RUN, "horizon_steps=0"), ("horizon_steps=0", "at least 1")),
        ((*RUN, "image_size=[640]"), ("image_size=[640]", "[width, height]")),
        ((*RUN, "video.every=0"), ("video.every=0",)),
        ((*RUN, "episode_timeout_s=0"), ("episode_timeout_s=0",)),
        ((*RUN, "policy.gripper_switch_probability=2"), ("between 0 and 1", "2.0")),
        ((*RUN, "policy.translation_std_m=nan"), ("finite",)),
        ((*RUN, "seeds=[1"), ("'seeds=[1'", "not understood")),
        ((*RUN, "+extra=1"), ("'+extra=1'", "only set")),
        ((*RUN, "seeds=0,1"), ("--multirun", "seeds=[0,1]")),
        ((*RUN, "--jsn"), ("'--jsn'", "Did you mean '--json'")),
        ((*RUN, "out=a", "name=b"), ("out=a", "name=b")),
        (("run", "suite=smoke", "policy=replay"), ("policy.run=FOLDER",)),
        (("show", "nowhere"), ("nowhere is not a run folder", "simeval ls runs")),
        (("report", "nowhere"), ("nowhere is not a run folder",)),
        (("ls", "suits"), ("Did you mean 'suites'",)),
    ],
)
def test_wrong_usage_is_one_paragraph_and_exit_code_2(
    arguments, words, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    code = main(arguments)
    out, err = capsys.readouterr()

    assert code == 2
    assert out == ""
    assert re.fullmatch(r"simeval: [^\n]+\n", err)
    for word in words:
        assert word in err
    assert not list(tmp_path.iterdir())
