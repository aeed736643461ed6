from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from junitparser import Error, Failure, JUnitXml
from markdown_it import MarkdownIt

pytestmark = pytest.mark.vulkan

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location(
    "ci_examples", Path(__file__).with_name("ci_examples.py")
)
assert _spec is not None and _spec.loader is not None
ci_examples = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = ci_examples
_spec.loader.exec_module(ci_examples)

# The examples as they stand take minutes; with these they take seconds and the same steps.
SHORT = {
    "CANDIDATE": "policy=zero",
    "BASELINE": "baseline.policy=zero",
    "PLAN": "suite=simpler/widowx tasks=[widowx_stack_cube] horizon_steps=2 margin=0.3 videos=none",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    if not (ROOT / ".venv" / ".installed").exists():
        pytest.skip("the examples run in an environment of `make install`")
    return ci_examples.scratch_checkout(tmp_path / "checkout")


def test_github_example_runs_to_its_last_step(checkout):
    job = ci_examples.run_github(ROOT / "docs/ci/github-gate.yml", checkout, SHORT)

    assert job.codes == {"Install": 0, "Gate": 0, "Verdict": 0}, job.log
    assert job.outputs["steps.gate.outputs.verdict"] == "PASS"
    assert "The gate says PASS, after 13 pairs." in job.log
    assert "::notice title=simeval gate%3A PASS::PASS" in job.log
    assert all((checkout / name).exists() for name in job.artifacts)
    html = MarkdownIt("commonmark").enable("table").render(job.summary)
    assert "<h2>simeval gate: PASS</h2>" in html
    assert html.count("<table>") == 1
    assert "<td>PASS</td>" in html


def test_github_example_fails_with_the_gate_and_still_keeps_the_evidence(checkout):
    # Nothing can be not worse than nothing by less than nothing: the gate stays inconclusive.
    plan = SHORT["PLAN"].replace("margin=0.3", "margin=0")
    job = ci_examples.run_github(
        ROOT / "docs/ci/github-gate.yml", checkout, {**SHORT, "PLAN": plan}
    )
    [suite] = JUnitXml.fromfile(str(checkout / "gate-junit.xml"))
    case = next(item for item in suite if item.name == "gate")

    assert job.codes == {"Install": 0, "Gate": 3, "Verdict": 0}
    assert job.outputs["steps.gate.outputs.exit_code"] == "3"
    assert "::error title=simeval gate%3A INCONCLUSIVE::" in job.log
    assert [type(item) for item in case.result] == [Failure]
    assert all((checkout / name).exists() for name in job.artifacts)


def test_github_example_with_a_wrong_option_says_so_everywhere(checkout):
    job = ci_examples.run_github(
        ROOT / "docs/ci/github-gate.yml", checkout, {**SHORT, "CANDIDATE": "policy=zro"}
    )
    [suite] = JUnitXml.fromfile(str(checkout / "gate-junit.xml"))
    [case] = suite

    assert job.codes["Gate"] == 2
    assert job.outputs["steps.gate.outputs.verdict"] == "ERROR"
    assert "'zro'" in job.summary
    assert "::error title=simeval gate%3A ERROR::" in job.log
    assert [type(item) for item in case.result] == [Error]


def test_gitlab_example_runs_to_its_last_line(checkout):
    job = ci_examples.run_gitlab(ROOT / "docs/ci/gitlab-gate.yml", checkout, SHORT)
    [suite] = JUnitXml.fromfile(str(checkout / job.junit))

    assert job.codes == {"gate": 0}, job.log
    assert (suite.tests, suite.failures, suite.errors) == (2, 0, 0)
    assert all((checkout / name).exists() for name in job.artifacts)
