"""All checks, in the order in which a problem in one explains those after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simeval.doctor.assets import check_assets
from simeval.doctor.finding import Finding
from simeval.doctor.machine import check_machine
from simeval.doctor.packages import check_packages
from simeval.doctor.rendering import check_rendering
from simeval.doctor.storage import check_storage

CHECKS: tuple[Callable[[], list[Finding]], ...] = (
    check_machine,
    check_packages,
    check_rendering,
    check_assets,
    check_storage,
)


def diagnose() -> Iterator[Finding]:
    """Every finding, as soon as it is known."""
    for check in CHECKS:
        yield from check()
