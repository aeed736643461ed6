"""The gate as a JUnit file: one suite, one test case per question."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime

from simeval.gate import words
from simeval.gate.result import Finding, GateResult
from simeval.runlog.clock import utc_now

# Characters that XML 1.0 does not allow, and halves of surrogate pairs.
_ILLEGAL = dict.fromkeys(
    (*range(0x9), 0xB, 0xC, *range(0xE, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF),
    "\N{REPLACEMENT CHARACTER}",
)


def junit_xml(result: GateResult) -> bytes:
    """Return the file.

    The first case is the gate: it fails with FAIL, and with INCONCLUSIVE unless the plan declares
    otherwise; no verdict is an error. One case per task follows, and one for the golden policy:
    FAIL is a failure, a question left open is skipped.
    """
    cases = [_gate_case(result)]
    cases += [_finding_case(result, task) for task in result.tasks]
    cases += [_finding_case(result, result.golden)] if result.golden is not None else []
    return _document(
        cases,
        name=result.folder,
        seconds=_seconds(result),
        timestamp=result.registered_at[:19],
        properties={
            "verdict": result.verdict,
            "exit_code": str(result.exit_code),
            "plan_sha256": result.plan_sha256,
            "margin": f"{result.margin:g}",
            "alpha": f"{result.alpha:g}",
            "beta": f"{result.beta:g}",
            "units_used": str(result.units_used),
            "units_planned": str(result.units_planned),
            "unscored_pairs": str(result.unscored.pairs),
            **{item.side: f"{item.policy} ({item.run_folder})" for item in result.policies},
        },
    )


def junit_of_error(message: str) -> bytes:
    """Return the file of a gate that ended before it had a plan."""
    case = ET.Element("testcase", {"classname": "simeval.gate", "name": "gate", "time": "0.000"})
    ET.SubElement(case, "error", {"message": _clean(message), "type": "ERROR"})
    return _document([case], name="simeval gate", seconds=0.0, timestamp=utc_now()[:19])


def _document(
    cases: list[ET.Element],
    *,
    name: str,
    seconds: float,
    timestamp: str,
    properties: dict[str, str] | None = None,
) -> bytes:
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(sum(case.find("error") is not None for case in cases)),
        "skipped": str(sum(case.find("skipped") is not None for case in cases)),
        "time": f"{seconds:.3f}",
    }
    suites = ET.Element("testsuites", {"name": "simeval gate", **counts})
    suite = ET.SubElement(
        suites, "testsuite", {"name": _clean(name), **counts, "timestamp": timestamp}
    )
    if properties:
        _properties(suite, properties)
    suite.extend(cases)
    ET.indent(suites)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suites) + b"\n"


def _gate_case(result: GateResult) -> ET.Element:
    case = _case(result, "gate", result.overall)
    text = words.headline(result)
    if result.verdict == "FAIL":
        _add(case, "failure", text, result)
    elif result.verdict == "INCONCLUSIVE":
        _add(case, "skipped" if result.exit_code == 0 else "failure", text, result)
    elif result.verdict != "PASS":
        _add(case, "error", text, result)
    return case


def _finding_case(result: GateResult, finding: Finding) -> ET.Element:
    case = _case(result, words.name_of(finding), finding)
    text = (
        f"{finding.verdict}: difference {words.points(finding.difference)} points "
        f"{words.interval(finding)}, margin {100 * finding.margin:g}"
    )
    if finding.verdict == "FAIL":
        _add(case, "failure", text, result)
    elif finding.verdict == "INCONCLUSIVE":
        broken = result.verdict == "ERROR"
        _add(case, "error" if broken else "skipped", result.reason if broken else text, result)
    return case


def _case(result: GateResult, name: str, finding: Finding) -> ET.Element:
    case = ET.Element(
        "testcase", {"classname": "simeval.gate", "name": _clean(name), "time": "0.000"}
    )
    values = {
        "candidate_k": str(finding.candidate.successes),
        "candidate_n": str(finding.candidate.trials),
        f"{finding.against}_k": str(finding.other.successes),
        f"{finding.against}_n": str(finding.other.trials),
        "candidate_only": str(finding.candidate_only),
        f"{finding.against}_only": str(finding.other_only),
        "difference": "" if finding.difference is None else f"{finding.difference:.6f}",
        "ci_low": f"{finding.low:.6f}",
        "ci_high": f"{finding.high:.6f}",
        "margin": f"{finding.margin:g}",
        "p_pass": f"{finding.p_pass_corrected:.6g}",
        "p_fail": f"{finding.p_fail_corrected:.6g}",
        "plan_sha256": result.plan_sha256,
    }
    if finding.e_pass is not None and finding.e_fail is not None:
        values |= {"e_pass": f"{finding.e_pass:.6g}", "e_fail": f"{finding.e_fail:.6g}"}
    _properties(case, values)
    return case


def _properties(parent: ET.Element, values: dict[str, str]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", {"name": name, "value": _clean(value)})


def _add(case: ET.Element, kind: str, text: str, result: GateResult) -> None:
    attributes = {"message": _clean(text)}
    if kind != "skipped":
        attributes["type"] = result.verdict
    ET.SubElement(case, kind, attributes)


def _seconds(result: GateResult) -> float:
    begun, ended = (datetime.fromisoformat(t) for t in (result.registered_at, result.finished_at))
    return max(0.0, (ended - begun).total_seconds())


def _clean(text: str) -> str:
    """Replace characters that XML cannot hold."""
    return text.translate(_ILLEGAL)
