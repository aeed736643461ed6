"""The run log: one folder per run, safe against crashes, readable for ever."""

from simeval.runlog.folder import RunFolder
from simeval.runlog.journal import read_journal
from simeval.runlog.record import SCHEMA_VERSION, EpisodeRecord, EpisodeTiming
from simeval.runlog.run_info import RunInfo, RunSpec, Session
from simeval.runlog.summary import RunSummary, TaskSummary, summarise

__all__ = [
    "SCHEMA_VERSION",
    "EpisodeRecord",
    "EpisodeTiming",
    "RunFolder",
    "RunInfo",
    "RunSpec",
    "RunSummary",
    "Session",
    "TaskSummary",
    "read_journal",
    "summarise",
]
