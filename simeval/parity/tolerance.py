"""How far a replay may be from its recording, by kind of trace."""

from __future__ import annotations

from dataclasses import dataclass

from simeval.parity.replay import ParityResult

CAMERA_MM = 0.5
CAMERA_DEG = 0.05
SETTLE_MM = 2.0
SETTLE_DEG = 2.0
FRAME_PSNR_DB = 33.0
FOREGROUND_PSNR_DB = 22.0


@dataclass(frozen=True, kw_only=True)
class TcpTolerance:
    """Tolerances of the tool centre point over a trace, mm.

    Attributes:
        mean_mm: Of the mean error.
        max_mm: Of the largest error; None where contact makes single steps differ.
        until_grasp: Whether the mean counts only up to the first grasp.
    """

    mean_mm: float
    max_mm: float | None
    until_grasp: bool = False


TCP_TOLERANCES: dict[str, TcpTolerance] = {
    "free": TcpTolerance(mean_mm=0.3, max_mm=1.0),
    "waves": TcpTolerance(mean_mm=0.5, max_mm=4.0),
    "oracle": TcpTolerance(mean_mm=2.0, max_mm=None, until_grasp=True),
}


def violations(result: ParityResult) -> list[str]:
    """What is out of tolerance, in words; empty when the replay agrees."""
    checks = [
        ("robot base", result.base_err_mm, CAMERA_MM, "mm"),
        ("camera position", result.camera_err_mm, CAMERA_MM, "mm"),
        ("camera orientation", result.camera_err_deg, CAMERA_DEG, "deg"),
        ("settled position", result.settle_err_mm, SETTLE_MM, "mm"),
        ("settled orientation", result.settle_err_deg, SETTLE_DEG, "deg"),
        *_tcp_checks(result),
    ]
    found = [
        f"{name} {value:.3g} {unit} > {limit:g}"
        for name, value, limit, unit in checks
        if value > limit
    ]
    if not result.instruction_equal:
        found.append("instruction differs")
    if not result.success_equal:
        found.append("success at the end differs")
    if result.differing_submetrics:
        found.append(f"sub-metrics differ: {', '.join(result.differing_submetrics)}")
    return found + _picture_violations(result)


def _tcp_checks(result: ParityResult) -> list[tuple[str, float, float, str]]:
    tolerance = TCP_TOLERANCES.get(result.kind)
    if tolerance is None:
        return []
    mean = result.tcp_err_to_grasp_mean_mm if tolerance.until_grasp else result.tcp_err_mean_mm
    checks = [("mean TCP error", mean, tolerance.mean_mm, "mm")]
    if tolerance.max_mm is not None:
        checks.append(("largest TCP error", result.tcp_err_max_mm, tolerance.max_mm, "mm"))
    return checks


def _picture_violations(result: ParityResult) -> list[str]:
    checks = [
        ("frame", result.frame_psnr_db, FRAME_PSNR_DB),
        ("foreground", result.foreground_psnr_db, FOREGROUND_PSNR_DB),
    ]
    return [
        f"{name} {value:.1f} dB < {limit:g}"
        for name, value, limit in checks
        if value is not None and value < limit
    ]
