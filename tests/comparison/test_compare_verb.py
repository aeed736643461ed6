from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from simeval.cli.main import main

TASKS = {"spoon": [1, 1, 0, 0, None], "carrot": [1, 0, 0, 1, 1]}
OTHER = {"spoon": [1, 0, 1, 0, 1], "carrot": [1, 1, 1, 1, 0]}


def refused(capsys, *arguments: str, code: int = 2) -> str:
    assert main(["compare", *arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"simeval: [^\n]+\n", err)
    return err


def test_screen_says_counts_intervals_tests_and_what_is_missing(make_run, capsys):
    a = make_run("a", TASKS, options={"rung": "none"})
    b = make_run("b", OTHER, options={"rung": "noise"})
    assert main(["compare", str(a.root), str(b.root)]) == 0
    text = capsys.readouterr().out

    assert "policy.rung: none | noise" in text
    for words in ("2/4 50.0 %", "[15.0, 85.0]", "only A", "Holm p", "P(A>B)", "mean over tasks"):
        assert words in text
    assert "unscored in spoon: 1 of A, 0 of B" in text
    assert "discordant pairs" in text


def test_json_is_one_document(make_run, capsys):
    a, b = make_run("a", TASKS), make_run("b", OTHER)
    assert main(["compare", str(a.root), str(b.root), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)

    assert (document["schema"], document["schema_version"]) == ("simeval.comparison", 1)
    assert [task["task"] for task in document["tasks"]] == ["spoon", "carrot"]
    assert len(document["discordant"]) == 5
    assert document["tasks"][0]["a"] | {"low": 0, "high": 0} == {
        "successes": 2,
        "trials": 4,
        "rate": 0.5,
        "low": 0,
        "high": 0,
        "method": "wilson",
    }


def test_narrow_terminal_keeps_every_number(make_run):
    a = make_run("a", {"widowx_put_eggplant_in_basket": [1, 1, 0, 0]})
    b = make_run("b", {"widowx_put_eggplant_in_basket": [1, 0, 0, 0]})
    program = (
        "import os, sys; os.environ['COLUMNS'] = '80'; from rich.console import Console; "
        "Console.is_terminal = True; from simeval.cli.main import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "compare", str(a.root), str(b.root), "list=0"],
        capture_output=True,
        text=True,
        check=True,
    )
    text = re.sub(r"\x1b\[[\d;]*m", "", done.stdout)

    assert max(map(len, text.splitlines()[2:])) <= 80
    assert "…" not in text
    for words in ("2/4 50 %", "[15, 85]", "1/4 25 %", "+25", "1.000"):
        assert words in text


@pytest.mark.parametrize(
    ("protocol", "words"),
    [
        ({"horizon_steps": 80}, ("horizon_steps (60 | 80)", "unpaired=true", "spoon, carrot:")),
        ({"success_rule": "any_step"}, ("success_rule (last_step | any_step)",)),
        ({"asset_hash": "1" * 64}, ("asset_hash",)),
    ],
)
def test_other_protocols_are_refused_with_the_fields_that_differ(make_run, capsys, protocol, words):
    a, b = make_run("a", TASKS), make_run("b", OTHER, **protocol)
    error = refused(capsys, str(a.root), str(b.root))
    for word in words:
        assert word in error
    assert "shared=true" not in error
    refused(capsys, str(a.root), str(b.root), "shared=true")
    assert main(["compare", str(a.root), str(b.root), "unpaired=true"]) == 0
    assert "unpaired" in capsys.readouterr().out


def test_other_episodes_are_refused_until_asked_for_the_shared_ones(make_run, capsys):
    a = make_run("a", {"spoon": [1, 0, 1], "carrot": [1]})
    b = make_run("b", {"spoon": [1, 1]}, suite="other")
    error = refused(capsys, str(a.root), str(b.root))
    assert "Only A has carrot" in error
    assert "episode_ids ([0, 1, 2] | [0, 1])" in error
    assert main(["compare", str(a.root), str(b.root), "shared=true", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [task["pairs"] for task in document["tasks"]] == [2]
    assert any("Only A has carrot" in note for note in document["notes"])


def test_runs_without_a_common_task_or_episode_are_refused(make_run, capsys):
    a, b = make_run("a", {"spoon": [1, "-"]}), make_run("b", {"carrot": [1]})
    assert "no task in common" in refused(capsys, str(a.root), str(b.root), "unpaired=true")
    c = make_run("c", {"spoon": ["-", 1]})
    assert "A lacks 1 and B 1" in refused(capsys, str(a.root), str(c.root))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ("two run folders", "got 0")),
        (("x",), ("got 1: x",)),
        (("x", "y", "z"), ("got 3",)),
        (("x", "y"), ("x is not a run folder",)),
        (("x", "y", "--jsn"), ("'--jsn'", "Did you mean '--json'")),
        (("x", "y", "unpared=true"), ("'unpared'", "Did you mean 'unpaired'")),
        (("x", "y", "confidence=1"), ("confidence=1", "between 0 and 1")),
        (("x", "y", "confidence=nan"), ("confidence=nan",)),
        (("x", "y", "list=-1"), ("list=-1", "0 or more")),
    ],
)
def test_wrong_usage_is_one_paragraph(capsys, arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = refused(capsys, *arguments)
    for word in words:
        assert word in error


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("run.json", b""),
        ("run.json", b"[]"),
        ("run.json", b"{}"),
        ("run.json", b'{"schema_version": "1"}'),
        ("run.json", b"\xff\xfe"),
        ("run.json", None),
        ("episodes.jsonl", b"nonsense\n{}\n"),
    ],
)
def test_damaged_runs_are_no_traceback(make_run, capsys, file, content):
    a, b = make_run("a", TASKS), make_run("b", TASKS)
    path = a.root / file
    if content is None:
        document = json.loads(path.read_text())
        document["spec"]["protocols"][0].pop("horizon_steps")
        content = json.dumps(document).encode()
    path.write_bytes(content)
    assert "damaged" in refused(capsys, str(a.root), str(b.root), code=4)


def test_journal_of_another_run_is_refused(make_run, capsys):
    a, b = make_run("a", TASKS), make_run("b", TASKS, horizon_steps=70)
    a.journal_file.write_bytes(b.journal_file.read_bytes())
    b = make_run("c", TASKS)
    assert "different runs" in refused(capsys, str(a.root), str(b.root), code=4)


def test_runs_that_lost_every_episode_say_so(make_run, capsys):
    a, b = make_run("a", {"spoon": [None, None, "-"]}), make_run("b", {"spoon": [1, None, 1]})
    words = refused(capsys, str(a.root), str(b.root))

    assert "of 3 shared episodes, A lacks 1 and B 0" in words
    assert "A lost 2 to infrastructure and B 1" in words
