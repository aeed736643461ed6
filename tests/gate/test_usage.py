from __future__ import annotations

import re
import subprocess
import sys

import pytest

from simeval.cli.main import main

BOTH = ("margin=0.1", "candidate=candidate", "baseline=baseline")
LIVE = ("margin=0.1", "suite=smoke", "policy=zero")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ("needs a margin", "margin=0.1")),
        (("margin=0.1",), ("needs a baseline", "baseline=RUN", "baseline.policy=NAME")),
        (("margin=0.1", "baseline=baseline"), ("needs a candidate", "candidate=RUN")),
        (("margin=0.1", "candidate=candidate"), ("needs a baseline",)),
        ((*BOTH, "margn=0.2"), ("'margn'", "Did you mean 'margin'")),
        ((*BOTH, "baselin=x"), ("'baselin'", "Did you mean 'baseline'")),
        ((*LIVE, "baseline.policy=zero", "wokers=2"), ("Did you mean 'workers'",)),
        ((*BOTH, "margin=1"), ("margin=1.0", "0 to below 1")),
        ((*BOTH, "margin=nan"), ("margin=nan",)),
        ((*BOTH, "margin=ten"), ("margin", "'ten'")),
        ((*BOTH, "alpha=0"), ("alpha=0.0", "between 0 and 1")),
        ((*BOTH, "alpha=1e-300"), ("alpha=1e-300", "1e-12")),
        ((*BOTH, "beta=nan"), ("beta=nan",)),
        ((*BOTH, "pairs=0"), ("pairs=0", "at least 1")),
        ((*BOTH, "max_unscored=2"), ("max_unscored=2.0",)),
        ((*BOTH, "method=sequentiel"), ("Did you mean 'sequential'",)),
        ((*BOTH, "unit=rounds"), ("Did you mean 'round'",)),
        ((*BOTH, "unscored=drop"), ("'drop'", "exclude, failure")),
        ((*BOTH, "inconclusive=ok"), ("'ok'", "fail, pass")),
        ((*BOTH, "validity=ignore"), ("'ignore'", "refuse, warn")),
        ((*BOTH, "method=fixed", "unit=round"), ("method=fixed needs unit=pair",)),
        ((*BOTH, "weights={spoon:1}"), ("weights need unit=round",)),
        (
            (*BOTH, "unit=round", "weights={spoon:1e308,cube:1e308}"),
            ("weights=", "a finite sum"),
        ),
        ((*BOTH, "unit=round", "weights={spon:1}"), ("Did you mean 'spoon'",)),
        ((*BOTH, "unit=round", "weights={}"), ("weights lack spoon",)),
        ((*BOTH, "unit=round", "weights={spoon:-1}"), ("number above 0",)),
        ((*BOTH, "unit=round", "weights={1:1}"), ("'1'",)),
        ((*BOTH, "unit=round", "weights=3"), ("weights=3",)),
        ((*BOTH, "golden_margin=0.2"), ("golden_margin needs golden=RUN",)),
        ((*BOTH, "suite=smoke"), ("candidate=candidate is a finished run", "suite=smoke")),
        ((*BOTH, "baseline.policy=zero"), ("baseline=baseline is a finished run",)),
        ((*BOTH, "golden.policy=zero"), ("candidate=candidate is a finished run", "golden.policy")),
        ((*LIVE, "baseline.workers=2"), ("baseline.workers", "only the policy may differ")),
        ((*LIVE, "baseline.policy=zro"), ("Did you mean 'zero'",)),
        ((*LIVE, "baseline.policy=zero", "baseline.policy.x=1"), ("'policy.x'",)),
        (("margin=0.1", "suite=smok", "policy=zero", "baseline=baseline"), ("'smoke'",)),
        ((*LIVE, "baseline=nowhere"), ("nowhere is not a run folder",)),
        ((*LIVE, "baseline=baseline"), ("Only candidate has", "Only baseline has spoon")),
        ((*LIVE, "baseline.policy=zero", "workers=0"), ("workers=0",)),
        ((*LIVE, "baseline.policy=zero", "out=a", "name=b"), ("out=a", "name=b")),
        ((*LIVE, "baseline.policy=zero", "name=../x"), ("name=../x is a path",)),
        ((*BOTH, "correlation=nowhere.json"), ("nowhere.json does not exist",)),
        ((*BOTH, "--jsn"), ("'--jsn'", "Did you mean '--json'")),
        ((*BOTH, "-m"), ("'-m'",)),
        ((*BOTH, "candidate"), ("'candidate'", "key=value")),
        ((*BOTH, "pairs=3", "decide=every_task", "candidate=two", "baseline=two"), ("pairs=3",)),
    ],
)
def test_wrong_usage_is_one_paragraph_and_exit_code_2(gate, make_run, arguments, words):
    make_run("candidate", {"spoon": [1] * 4})
    make_run("baseline", {"spoon": [1] * 4})
    make_run("two", {"spoon": [1] * 4, **{f"cube{n}": [1] for n in range(9)}})
    before = {path.name for path in gate.root.iterdir()}
    code = main(["gate", *arguments])
    out, err = gate._capsys.readouterr()

    assert code == 2, err
    assert out == ""
    assert re.fullmatch(r"simeval: [^\n]+\n", err)
    for word in words:
        assert word in err
    assert {path.name for path in gate.root.iterdir()} == before


def test_help_lists_every_key_of_gate_and_run(capsys):
    assert main(["gate", "--help"]) == 0
    text = capsys.readouterr().out

    for words in ("margin ", "golden_margin", "max_unscored=0.05", "workers ", "success_rule"):
        assert words in text
    assert "Write report.html into the run folder" not in text


def test_importing_the_verbs_is_light():
    heavy = ("numpy", "scipy", "pandas", "torch", "matplotlib", "hydra", "omegaconf")
    code = (
        "import sys, simeval.cli.gate, simeval.cli.compare; "
        f"print(*[name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("side", ["candidate", "baseline"])
@pytest.mark.parametrize(
    ("file", "content"),
    [("run.json", b"{}"), ("episodes.jsonl", b"x\n{}\n"), ("run.json", b"\xff")],
)
def test_damaged_runs_are_exit_4_without_a_traceback(gate, make_run, side, file, content):
    make_run("candidate", {"spoon": [1] * 60})
    make_run("baseline", {"spoon": [1] * 60})
    (gate.root / side / file).write_bytes(content)
    gate.run("candidate=candidate", "baseline=baseline")

    assert gate.code == 4
    assert "damaged" in gate.err
    assert "Traceback" not in gate.err


def test_other_protocols_are_named(gate, make_run):
    make_run("candidate", {"spoon": [1] * 60})
    make_run("baseline", {"spoon": [1] * 60}, success_rule="any_step")
    gate.run("candidate=candidate", "baseline=baseline")

    assert gate.code == 2
    assert "success_rule (last_step | any_step)" in gate.err
