from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt

from simeval.cli.main import main
from simeval.gate import github
from simeval.gate.json_schema import schema_text
from simeval.gate.junit import junit_xml
from simeval.gate.result import GateResult
from simeval.gate.summary import plain_text, summary_markdown
from simeval.runlog.codec import from_json

GOOD = {"spoon": [1] * 30, "cube": [1] * 30}
BAD = {"spoon": [0] * 30, "cube": [0] * 30}
SCHEMA = Path(__file__).parents[2] / "simeval" / "gate" / "gate.schema.json"


def cases(path: Path) -> dict[str, Any]:
    [suite] = JUnitXml.fromfile(str(path))
    return {case.name: case for case in suite}


def kinds(path: Path) -> dict[str, list[type]]:
    return {name: [type(item) for item in case.result] for name, case in cases(path).items()}


def document(gate) -> GateResult:
    return from_json(GateResult, gate.result)


@pytest.fixture(
    params=[
        (GOOD, GOOD, (), "PASS"),
        (BAD, GOOD, (), "FAIL"),
        ({"spoon": [1] * 9}, {"spoon": [1] * 9}, (), "INCONCLUSIVE"),
        ({"spoon": [None] * 9}, {"spoon": [1] * 9}, (), "ERROR"),
        (GOOD, GOOD, ("method=fixed",), "PASS"),
        (GOOD, GOOD, ("unit=round", "margin=0.3", "golden=golden"), "PASS"),
        ({"spoon": ["-"] * 9}, {"spoon": [1] * 9}, (), "ERROR"),
    ],
    ids=["pass", "fail", "inconclusive", "lost", "fixed", "rounds and golden", "missing"],
)
def ended(request, gate, make_run):
    candidate, baseline, options, verdict = request.param
    make_run("golden", baseline)
    gate.between(candidate, baseline, *options)
    assert gate.result["verdict"] == verdict
    return gate


def test_json_is_valid_under_its_schema_and_reads_back(ended):
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(ended.result, schema)
    assert document(ended).verdict == ended.result["verdict"]
    broken = {**ended.result, "verdict": "MAYBE"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def test_every_file_is_there_whatever_the_verdict(ended):
    files = {path.name for path in (ended.root / "gate").iterdir()}
    assert {"plan.json", "gate.json", "junit.xml", "summary.md"} <= files
    [suite] = JUnitXml.fromfile(str(ended.root / "gate" / "junit.xml"))
    assert suite.tests == len(list(suite))
    html = (
        MarkdownIt("commonmark")
        .enable("table")
        .render((ended.root / "gate" / "summary.md").read_text())
    )
    assert f"<h2>simeval gate: {ended.result['verdict']}</h2>" in html
    assert "<table>" in html


def test_json_flag_prints_the_same_document(gate, make_run):
    gate.between(GOOD, GOOD, "--json")

    assert json.loads(gate.out) == gate.result
    assert "what the gate does" in gate.err


def test_schema_is_the_committed_one(capsys):
    assert SCHEMA.read_text() == schema_text()
    assert main(["gate", "--schema"]) == 0
    assert capsys.readouterr().out == schema_text()


def test_junit_of_pass_and_fail(gate):
    gate.between(GOOD, GOOD)
    path = gate.root / "gate" / "junit.xml"
    assert kinds(path) == {"gate": [], "spoon": [Skipped], "cube": [Skipped]}
    root = ElementTree.parse(path)
    properties = {
        item.get("name"): item.get("value")
        for item in root.findall(".//testcase[@name='gate']/properties/property")
    }
    assert (properties["candidate_k"], properties["candidate_n"]) == ("44", "44")
    assert float(properties["e_pass"]) >= 20
    assert float(properties["ci_low"]) >= -0.1
    assert properties["plan_sha256"] == gate.result["plan_sha256"]

    gate.run("candidate=candidate", "baseline=baseline", "margin=0.4", "out=loose")
    gate.between(BAD, GOOD, "out=bad")
    assert kinds(gate.root / "bad" / "junit.xml")["gate"] == [Failure]


def test_junit_of_tasks(gate):
    gate.between(
        {"spoon": [1] * 80, "cube": [0] * 80},
        {"spoon": [1] * 80, "cube": [1] * 80},
        "decide=every_task",
    )
    found = kinds(gate.root / "gate" / "junit.xml")

    assert found["cube"] == found["gate"] == [Failure]


@pytest.mark.parametrize(
    ("options", "kind"),
    [((), Failure), (("inconclusive=fail",), Failure), (("inconclusive=pass",), Skipped)],
)
def test_junit_of_inconclusive_fails_unless_allowed(gate, options, kind):
    gate.between({"spoon": [1] * 9}, {"spoon": [1] * 9}, *options)
    found = kinds(gate.root / "gate" / "junit.xml")

    assert found == {"gate": [kind], "spoon": [Skipped]}


def test_junit_of_broken_infrastructure_is_an_error(gate):
    gate.between({"spoon": [None] * 9}, {"spoon": [1] * 9})

    assert kinds(gate.root / "gate" / "junit.xml") == {"gate": [Error], "spoon": [Error]}


def test_junit_holds_what_xml_cannot(gate):
    gate.between(GOOD, GOOD)
    nasty = replace(document(gate), verdict="ERROR", reason='a\x00b <&"> \x1b[31m \ud800')
    path = gate.root / "nasty.xml"
    path.write_bytes(junit_xml(nasty))

    message = cases(path)["gate"].result[0].message
    assert '<&">' in message
    assert "\x00" not in message


def test_markdown_takes_nothing_from_names(gate):
    gate.between(GOOD, GOOD)
    policy = gate.result["policies"][0]
    assert plain_text("a|b_c *d* <img> `x`") == r"a\|b\_c \*d\* \<img\> \`x\`"
    result = document(gate)
    named = replace(result.policies[0], policy="<script>|x|", options={"url": "a|b"})
    html = (
        MarkdownIt("commonmark")
        .enable("table")
        .render(summary_markdown(replace(result, policies=(named, *result.policies[1:]))))
    )

    assert policy["side"] == "candidate"
    assert "<script>" not in html
    assert "&lt;script&gt;|x|" in html


def test_summary_names_pairs_and_losses(gate):
    candidate = {"spoon": [i % 3 != 0 for i in range(60)]}
    baseline = {"spoon": [None if i % 7 == 0 else 1 for i in range(60)]}
    gate.between(candidate, baseline, "max_unscored=1", "beta=1e-6", "alpha=1e-6")
    text = (gate.root / "gate" / "summary.md").read_text()
    html = MarkdownIt("commonmark").enable("table").render(text)

    assert "that only one solved</summary>" in text
    assert "lost an episode to infrastructure" in text
    assert "lost on purpose" in text
    assert html.count("<table>") == 2


def test_github_files_and_commands(gate, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step.md"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    (tmp_path / "step.md").write_text("earlier\n")
    gate.between(BAD, GOOD, "summary=own.md")
    outputs = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
    own = (gate.root / "gate" / "summary.md").read_text()

    assert (tmp_path / "step.md").read_text() == "earlier\n" + own
    assert (tmp_path / "own.md").read_text() == own
    assert (outputs["verdict"], outputs["exit_code"]) == ("FAIL", "1")
    assert Path(outputs["gate_json"]).name == "gate.json"
    assert float(outputs["e_fail"]) >= 20
    assert outputs["plan_sha256"] == gate.result["plan_sha256"]
    assert "::error title=simeval gate%3A FAIL::FAIL: worse than the baseline" in gate.out


def test_github_commands_leave_the_json_alone(gate, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    gate.between(GOOD, GOOD, "--json")

    assert json.loads(gate.out)["verdict"] == "PASS"
    assert "::notice title=" in gate.err


def test_commands_escape_what_github_would_read():
    assert (
        github.command("error", "a: b, 100%\n", "50 %\r\n::warning::x")
        == "::error title=a%3A b%2C 100%25%0A::50 %25%0D%0A::warning::x"
    )


def test_outputs_are_one_line_each(gate):
    gate.between(GOOD, GOOD)
    nasty = replace(document(gate), reason="one\ntwo=3\r\nverdict=PASS")
    lines = list(github.outputs(nasty, {}))

    assert all("\n" not in line and "\r" not in line for line in lines)
    assert sum(line.startswith("verdict=") for line in lines) == 1


@pytest.mark.parametrize("there", [0, 500_000, github.SUMMARY_LIMIT_BYTES - 10])
def test_a_summary_never_grows_beyond_what_github_shows(tmp_path, there):
    path = tmp_path / "step.md"
    path.write_bytes(b"x" * there)
    github.append_summary(path, "ä" * 1_000_000)

    content = path.read_bytes()
    assert len(content) <= github.SUMMARY_LIMIT_BYTES
    content.decode()
    if there < 1_000_000:
        assert "cut here" in content.decode()


def test_an_error_before_the_plan_reaches_ci_too(gate, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step.md"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    gate.run("candidate=nowhere", "baseline=nowhere", "junit=junit.xml")

    assert gate.code == 2
    assert "nowhere is not a run folder" in (tmp_path / "step.md").read_text()
    assert (tmp_path / "output").read_text() == "verdict=ERROR\nexit_code=2\n"
    assert kinds(tmp_path / "junit.xml") == {"gate": [Error]}
    assert "::error title=simeval gate%3A ERROR::" in gate.err


def test_a_full_disk_is_named(gate, make_run):
    make_run("candidate", GOOD)
    make_run("baseline", GOOD)
    gate.run("candidate=candidate", "baseline=baseline", "junit=/dev/full/junit.xml")

    assert gate.code == 4
    assert "/dev/full" in gate.err
    assert gate.result["verdict"] == "PASS"


def test_the_report_holds_both_runs(gate, make_run):
    make_run("candidate", GOOD)
    make_run("baseline", GOOD)
    assert main(["gate", "candidate=candidate", "baseline=baseline", "margin=0.1", "out=g"]) == 0
    text = (gate.root / "g" / "report.html").read_text()

    assert "candidate" in text
    assert "baseline" in text


def test_narrow_terminal_keeps_every_number(gate, make_run):
    make_run("candidate", {"widowx_put_eggplant_in_basket": [1] * 50, "cube": [1] * 50})
    make_run("baseline", {"widowx_put_eggplant_in_basket": [1] * 50, "cube": [1] * 50})
    program = (
        "import os, sys; os.environ['COLUMNS'] = '80'; from rich.console import Console; "
        "Console.is_terminal = True; from simeval.cli.main import main; sys.exit(main())"
    )
    arguments = ["gate", "candidate=candidate", "baseline=baseline", "margin=0.1", "report=false"]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    text = re.sub(r"\x1b\[[\d;]*m", "", done.stdout)

    assert max(map(len, text.splitlines()[2:])) <= 80
    assert "…" not in text
    for words in ("44/44 100 %", "[92, 100]", "[-10, +10]", "21.27", "PASS"):
        assert words in text
