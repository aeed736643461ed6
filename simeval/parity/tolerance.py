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
ARTICULATION_MM = 5.0


@dataclass(frozen=True, kw_only=True)
class TcpTolerance:
    """Tolerances of the tool centre point over a trace, mm.

    Attributes:
        mean_mm: Of the mean error.
        max_mm: Of the largest error.
        until_contact: Whether steps count only until the robot first touches something.
    """

    mean_mm: float
    max_mm: float
    until_contact: bool = False


TCP_TOLERANCES: dict[str, TcpTolerance] = {
    "free": TcpTolerance(mean_mm=0.3, max_mm=1.0, until_contact=True),
    "waves": TcpTolerance(mean_mm=0.5, max_mm=4.0),
    "oracle": TcpTolerance(mean_mm=0.3, max_mm=1.0, until_contact=True),
}


def violations(result: ParityResult) -> list[str]:
    """What is out of tolerance, in words; empty when the replay agrees."""
    checks = [
        ("robot base", result.base_err_mm, CAMERA_MM, "mm"),
        ("camera position", result.camera_err_mm, CAMERA_MM, "mm"),
        ("camera orientation", result.camera_err_deg, CAMERA_DEG, "deg"),
        ("settled position", result.settle_err_mm, SETTLE_MM, "mm"),
        ("settled orientation", result.settle_err_deg, SETTLE_DEG, "deg"),
        ("cabinet joint", 1e3 * (result.articulation_err_end or 0.0), ARTICULATION_MM, "mm"),
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
    if tolerance.until_contact:
        mean, largest = result.tcp_err_to_contact_mean_mm, result.tcp_err_to_contact_max_mm
    else:
        mean, largest = result.tcp_err_mean_mm, result.tcp_err_max_mm
    return [
        ("mean TCP error", mean, tolerance.mean_mm, "mm"),
        ("largest TCP error", largest, tolerance.max_mm, "mm"),
    ]


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
