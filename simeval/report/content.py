"""What a report shows, collected from run folders."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simeval.episodes import EpisodeKey
from simeval.protocol import Protocol, protocol_differences
from simeval.runlog import EpisodeRecord, RunFolder, RunInfo, RunSummary, TaskSummary, summarise

# Videos beyond this size in all are left out, those of failures last; film strips stay.
_VIDEO_BUDGET_BYTES = 26_000_000

_OUTCOME_ORDER = {"failure": 0, "unscored": 1, "success": 2}


@dataclass(frozen=True, kw_only=True)
class EpisodeCard:
    """One episode in the browser.

    Attributes:
        run: Number of its run in the report, from 0.
        record: Its record.
        outcome: ``"success"``, ``"failure"`` or ``"unscored"``.
        strip: Film strip as a data URI, if there is one.
        video: Video as a data URI, if there is one and the file stays moderate in size.
    """

    run: int
    record: EpisodeRecord
    outcome: str
    strip: str | None
    video: str | None


@dataclass(frozen=True, kw_only=True)
class RunSection:
    """One run of the report.

    Attributes:
        label: Short name, unique in the report.
        info: Spec and provenance.
        summary: Its result.
        protocols: Its protocols by task and variant.
    """

    label: str
    info: RunInfo
    summary: RunSummary
    protocols: Mapping[tuple[str, str], Protocol]


@dataclass(frozen=True, kw_only=True)
class ProtocolWarning:
    """Two runs whose results of one task mean different things.

    Attributes:
        task: Task name.
        runs: Labels of the two runs.
        fields: Fields of the protocol that differ, each with both values.
    """

    task: str
    runs: tuple[str, str]
    fields: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, kw_only=True)
class ReportContent:
    """Everything that the template shows."""

    runs: tuple[RunSection, ...]
    cards: tuple[EpisodeCard, ...]
    warnings: tuple[ProtocolWarning, ...]
    videos_left_out: int

    @property
    def rows(self) -> list[tuple[RunSection, TaskSummary]]:
        """Each result with its run; results of one task stand together."""
        found = [(run, task) for run in self.runs for task in run.summary.tasks]
        order = list(dict.fromkeys((task.task, task.variant) for _, task in found))
        return sorted(found, key=lambda item: order.index((item[1].task, item[1].variant)))

    @property
    def submetric_groups(self) -> list[tuple[str, ...]]:
        """Each list of sub-metrics that some task reports, once."""
        tasks = (task for run in self.runs for task in run.summary.tasks if task.submetrics)
        return list(dict.fromkeys(tuple(task.submetrics) for task in tasks))


def collect(folders: Sequence[RunFolder]) -> ReportContent:
    """Read run folders.

    Raises:
        UsageError: A folder is not a run.
        RunFolderError: A run cannot be read.
    """
    labels = _labels(folders)
    sections: list[RunSection] = []
    episodes: list[tuple[int, RunFolder, EpisodeRecord]] = []
    for number, folder in enumerate(folders):
        info, records = folder.read_info(), folder.records()
        sections.append(
            RunSection(
                label=labels[number],
                info=info,
                summary=summarise(info, records),
                protocols={
                    (item.task, item.variant): item for item in info.spec.parsed_protocols()
                },
            )
        )
        episodes += [(number, folder, record) for record in _shown(info, records)]
    episodes.sort(key=lambda item: _OUTCOME_ORDER[_outcome(item[2])])
    budget = _VIDEO_BUDGET_BYTES
    cards, left_out = [], 0
    for number, folder, record in episodes:
        video = _data_uri(folder, record.video_file, "video/mp4", at_most_bytes=budget)
        budget -= len(video or "") * 3 // 4
        left_out += record.video_file is not None and video is None
        cards.append(
            EpisodeCard(
                run=number,
                record=record,
                outcome=_outcome(record),
                strip=_data_uri(folder, record.strip_file, "image/jpeg"),
                video=video,
            )
        )
    return ReportContent(
        runs=tuple(sections),
        cards=tuple(cards),
        warnings=tuple(_protocol_warnings(sections)),
        videos_left_out=left_out,
    )


def _labels(folders: Sequence[RunFolder]) -> list[str]:
    names = [folder.root.resolve().name for folder in folders]
    return [
        name if names.count(name) == 1 else f"{name} ({folder.root.resolve().parent.name})"
        for name, folder in zip(names, folders, strict=True)
    ]


def _shown(info: RunInfo, records: Mapping[EpisodeKey, EpisodeRecord]) -> list[EpisodeRecord]:
    order = {protocol["task"]: index for index, protocol in enumerate(info.spec.protocols)}
    return sorted(records.values(), key=lambda record: (order.get(record.task, 0), record.key))


def _outcome(record: EpisodeRecord) -> str:
    if not record.scored:
        return "unscored"
    return "success" if record.success else "failure"


def _data_uri(
    folder: RunFolder, name: str | None, kind: str, *, at_most_bytes: int | None = None
) -> str | None:
    path = folder.root / name if name else None
    if path is None or not path.is_file():
        return None
    if at_most_bytes is not None and path.stat().st_size > at_most_bytes:
        return None
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _protocol_warnings(sections: Sequence[RunSection]) -> list[ProtocolWarning]:
    found = []
    for index, second in enumerate(sections):
        for first in sections[:index]:
            for key in first.protocols.keys() & second.protocols.keys():
                fields = protocol_differences(first.protocols[key], second.protocols[key])
                if fields:
                    runs = (first.label, second.label)
                    found.append(ProtocolWarning(task=key[0], runs=runs, fields=fields))
    return sorted(found, key=lambda warning: (warning.task, warning.runs))
