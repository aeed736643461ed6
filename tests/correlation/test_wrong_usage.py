from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from simeval.cli.main import main

PUBLISHED = ("sim=published", "real=published")
COUNTS = {"stack": {"a": (3, 4), "b": (1, 4)}}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ("needs sim=", "--help")),
        (("sim=published",), ("needs real=",)),
        (("real=published",), ("needs sim=",)),
        ((*PUBLISHED, "smi=1"), ("'smi'", "Did you mean 'sim'")),
        ((*PUBLISHED, "--jsn"), ("Did you mean '--json'",)),
        ((*PUBLISHED, "benchmark=simpel"), ("Did you mean 'simpler'",)),
        ((*PUBLISHED, "benchmark=polaris", "metric=progress"), ("'polaris'", "own real results")),
        ((*PUBLISHED, "setting=real"), ("variant_aggregation, visual_matching",)),
        ((*PUBLISHED, "metric=sucess"), ("Did you mean 'success'",)),
        ((*PUBLISHED, "edition=papr"), ("Did you mean 'paper'",)),
        ((*PUBLISHED, "tasks=[google_robot_move]"), ("Did you mean 'google_robot_move_near'",)),
        ((*PUBLISHED, "policies=[rt1]"), ("Did you mean 'rt-1-x'",)),
        ((*PUBLISHED, "groups={octo: x}"), ("policy in groups", "Did you mean 'octo-base'")),
        ((*PUBLISHED, "groups=[x]"), ("groups=['x']", "groups='{name: other}'")),
        ((*PUBLISHED, "task_map={a: b}"), ("real task in task_map 'a'",)),
        ((*PUBLISHED, "task_map={widowx_stack_cube: b}"), ("simulated task in task_map 'b'",)),
        ((*PUBLISHED, "names=[a]"), ("names=[a]", "run folders")),
        ((*PUBLISHED, "confidence=95"), ("confidence=95", "between 0 and 1")),
        ((*PUBLISHED, "confidence=nan"), ("confidence=nan", "between 0 and 1")),
        ((*PUBLISHED, "resamples=5"), ("resamples=5", "100 to 1000000")),
        ((*PUBLISHED, "seed=-1"), ("seed=-1", "at least 0")),
        ((*PUBLISHED, "seed=x"), ("seed", "'x'")),
        ((*PUBLISHED, "tasks=[]"), ("tasks=[] chooses nothing",)),
        ((*PUBLISHED, "policies=[]"), ("policies=[] chooses nothing",)),
        ((*PUBLISHED, "out="), ("out= names no folder",)),
        (("sim=r.csv", "real=r.csv", "benchmark=simpel"), ("Did you mean 'simpler'",)),
        (("sim=r.csv", "real=r.csv", "edition=papr"), ("Did you mean 'paper'",)),
        (("sim=r.csv", "real=r.csv", "setting=real"), ("setting=real", "sim=published")),
        (("sim={}", "real=r.csv"), ("sim={} is not understood",)),
        (("sim=[]", "real=r.csv"), ("sim=[] is not understood",)),
        (("sim=5", "real=r.csv"), ("sim=5 is not understood",)),
        (("sim={a: [1]}", "real=r.csv"), ("is not understood",)),
        (("sim={a: x}", "names=[b]", "real=r.csv"), ("both given",)),
        (("sim=[nowhere]", "real=r.csv"), ("nowhere is not a run folder",)),
        (("sim=nowhere.csv", "real=published"), ("nowhere.csv", "does not exist")),
        (("sim=published", "real=none.csv"), ("none.csv", "does not exist")),
        (("sim=published", "real=."), ("is a folder",)),
        (("sim=published", "real=notes.txt"), ("'.txt'", ".csv or .parquet")),
        (("sim=published", "real=r.csv"), ("No task is on both sides", "task_map=")),
        (("sim=r.csv", "real=r.csv", "metric=progress"), ("which has success",)),
        (("sim=r.csv", "real=other.csv"), ("No policy is on both sides", "a, b", "c, d")),
        (("sim=r.csv", "real=r.csv", "out=r.csv"), ("out=r.csv is a file",)),
    ],
)
def test_wrong_usage_is_one_paragraph_and_exit_code_2(
    arguments, words, capsys, trials, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    trials("r.csv", COUNTS)
    trials("other.csv", {"stack": {"c": (3, 4), "d": (1, 4)}})
    Path("notes.txt").write_text("text")
    code = main(["correlate", *arguments])
    out, err = capsys.readouterr()

    assert code == 2
    assert out == ""
    assert re.fullmatch(r"simeval: [^\n]+\n", err)
    for word in words:
        assert word in err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"policy,task\n", "no column episode"),
        (b"policy,task,episode,success,date,operator\n", "no trial"),
        (b"policy,task,episode,success,date,operator\na,stack,0,nan,2026-01-31,x\n", "'nan'"),
        (b"policy,task,episode,success,date,operator\na,stack,0,1\n", "4 cells for 6 columns"),
        (b"\xff\xfe", "not UTF-8"),
        (b"policy,task,episode,success,date,operator\na,st\0ack,0,1,2026-01-31,x\n", "NUL byte"),
    ],
)
def test_unreadable_trials_are_exit_code_4(content, words, capsys, tmp_path):
    path = tmp_path / "r.csv"
    path.write_bytes(content)

    assert main(["correlate", "sim=published", f"real={path}"]) == 4
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("run.json", b"{", b"[", "run.json is damaged"),
        ("run.json", b"{", b"\xff{", "run.json is damaged"),
        ("run.json", b'"schema_version": 1', b'"schema_version": "1"', "run.json is damaged"),
        ("run.json", b'"schema_version": 1', b'"schema_version": 9', "by a newer simeval"),
        (
            "episodes.jsonl",
            b'"success": true',
            b'"success": null',
            "a scored episode needs success",
        ),
        ("episodes.jsonl", b'"progress": 1.0', b'"progress": NaN', "progress is nan"),
        ("episodes.jsonl", b'"protocol_id": "', b'"protocol_id": "x', "different runs"),
    ],
)
def test_a_damaged_run_is_exit_code_4(file, old, new, words, make_run, trials, capsys):
    run = make_run("a", {("stack", "default"): [1, 0]})
    content = (run / file).read_bytes()
    assert old in content
    (run / file).write_bytes(content.replace(old, new, 1))

    assert main(["correlate", f"sim=[{run}]", f"real={trials('r.csv', COUNTS)}"]) == 4
    assert words in capsys.readouterr().err


def test_two_runs_of_one_policy_must_not_share_a_task(make_run, trials, capsys):
    runs = [make_run(name, {("stack", "default"): [1, 0]}) for name in ("x", "y")]
    sim, real = f"sim=[{runs[0]},{runs[1]}]", f"real={trials('r.csv', COUNTS)}"

    assert main(["correlate", sim, real, "names=[a]"]) == 2
    assert "1 names for 2 runs" in capsys.readouterr().err
    assert main(["correlate", sim, real, "names=[a,a]"]) == 2
    err = capsys.readouterr().err
    assert "both hold stack of policy a" in err and "names=[a,b]" in err


def test_runs_whose_policies_have_the_same_name_are_not_mixed(make_run, trials, capsys):
    run = make_run("a", {("stack", "default"): [1, 0]})

    assert main(["correlate", f"sim=[{run},{run}]", f"real={trials('r.csv', COUNTS)}"]) == 2
    assert "2 runs call their policy 'a'" in capsys.readouterr().err


def test_a_policy_that_is_nearly_spelt_right_is_pointed_at(trials, correlation):
    sim = trials("s.csv", {"stack": {"a": (3, 4), "octo-smal": (1, 4), "b": (2, 4)}})
    real = trials("r.csv", {"stack": {"a": (3, 4), "octo-small": (1, 4), "b": (2, 4)}})
    task = correlation(f"sim={sim}", f"real={real}")["tasks"][0]
    why = {entry["name"]: entry["why"] for entry in task["left_out"]}

    assert task["policies"] == ["a", "b"]
    assert why == {
        "octo-smal": "no real policy of this name (is it 'octo-small'?)",
        "octo-small": "no simulated policy of this name (is it 'octo-smal'?)",
    }


def test_tasks_of_one_side_are_listed(trials, correlation):
    sim = trials("s.csv", COUNTS | {"only-sim": COUNTS["stack"]})
    real = trials("r.csv", COUNTS | {"only-real": COUNTS["stack"]})
    document = correlation(f"sim={sim}", f"real={real}")

    assert [task["task"] for task in document["tasks"]] == ["stack"]
    assert document["left_out_tasks"] == [
        {"name": "only-sim", "why": "no real trials"},
        {"name": "only-real", "why": "no simulated episodes"},
    ]


def test_two_real_tasks_for_one_simulated_task_are_refused(trials, capsys):
    sim = trials("s.csv", COUNTS)
    real = trials("r.csv", COUNTS | {"blocks": COUNTS["stack"]})

    assert main(["correlate", f"sim={sim}", f"real={real}", "task_map={blocks: stack}"]) == 2
    assert "both stand for stack" in capsys.readouterr().err


def test_help_is_light_and_lists_every_key():
    code = (
        "import sys, simeval.cli.correlate as verb; verb.main(['--help']);"
        "heavy = {'numpy', 'scipy', 'pandas', 'matplotlib', 'torch'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    for key in ("task_map", "groups", "resamples=4000", "mixed_protocols=false", "edition"):
        assert key in done.stdout
