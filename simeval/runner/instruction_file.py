"""`instructions=FILE.yaml`: planned changes of the instruction, by task and episode.

    widowx_carrot_on_plate:
      all:
        - {step: 20, text: put the carrot on the towel}
      3:
        - {step: 10, text: "no, the other one", mode: append_correction}

Events of an episode stand in place of those of ``all``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simeval.envs import find_task
from simeval.errors import UnknownNameError, UsageError
from simeval.instructions import CHANGE_MODES, InstructionEvent

_ALL = "all"
_FIELDS = ("step", "text", "mode")

Events = dict[str, tuple[InstructionEvent, ...]]


def read_instruction_file(file: str) -> Events:
    """Return the events of each task in the file.

    Raises:
        UsageError: The file cannot be read, or something in it does not fit; the message names the
            place.
    """
    import yaml

    try:
        content = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"instructions={file} cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise UsageError(f"instructions={file} is no YAML file ({reason}).") from error
    _require(isinstance(content, Mapping) and content, file, "tasks with their events", content)
    return {str(task): tuple(_events(file, str(task), value)) for task, value in content.items()}


def planned_events(
    events: Sequence[InstructionEvent], episode_ids: Sequence[int], *, horizon_steps: int
) -> tuple[InstructionEvent, ...]:
    """Return the events that can happen in these episodes, sorted.

    Raises:
        UsageError: An event lies at or after the end of the episode.
    """
    own = {event.episode_id for event in events} & set(episode_ids)
    # What is said in all episodes matters where one has nothing of its own.
    others = {None} if set(episode_ids) - own else set()
    wanted = [event for event in events if event.episode_id in own | others]
    for event in wanted:
        if event.step >= horizon_steps:
            raise UsageError(
                f"instructions: {event.text!r} would be said at step {event.step}, but episodes "
                f"end after {horizon_steps} steps; allowed: 0 to {horizon_steps - 1}."
            )
    return tuple(
        sorted(
            wanted,
            key=lambda event: (event.episode_id is not None, event.episode_id or 0, event.step),
        )
    )


def _events(file: str, task_name: str, value: Any) -> Iterator[InstructionEvent]:
    task = find_task(task_name)
    _require(isinstance(value, Mapping) and value, f"{file}: {task_name}", "episodes", value)
    for episode, listed in value.items():
        place = f"{file}: {task_name}.{episode}"
        known = type(episode) is int and 0 <= episode < task.episode_count
        if not known and episode != _ALL:
            raise UsageError(
                f"{place}: there is no such episode; allowed: {_ALL}, or 0 to "
                f"{task.episode_count - 1}."
            )
        _require(isinstance(listed, list) and listed, place, "a list of events", listed)
        for index, fields in enumerate(listed):
            episode_id = None if episode == _ALL else episode
            yield _event(f"{place}[{index}]", fields, episode_id)


def _event(place: str, fields: Any, episode_id: int | None) -> InstructionEvent:
    _require(isinstance(fields, Mapping), place, "step, text and mode", fields)
    for name in fields:
        if name not in _FIELDS:
            raise UnknownNameError(f"field at {place}", str(name), _FIELDS)
    step, text = fields.get("step"), fields.get("text")
    _require(type(step) is int and step >= 0, f"{place}.step", "a whole number from 0", step)
    _require(_is_text(text), f"{place}.text", "a text", text)
    mode = fields.get("mode", CHANGE_MODES[0])
    if mode not in CHANGE_MODES:
        raise UnknownNameError(f"mode at {place}", str(mode), CHANGE_MODES)
    assert isinstance(step, int)
    return InstructionEvent(episode_id=episode_id, step=step, text=str(text).strip(), mode=mode)


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    # Half a character, as YAML may hold it, can be written nowhere.
    return value.encode(errors="ignore").decode() == value


def _require(condition: Any, place: Any, expected: str, got: Any) -> None:
    if not condition:
        shown = "nothing" if got is None else repr(got)
        raise UsageError(
            f"{place}: expected {expected}, got {shown if len(shown) <= 60 else shown[:57] + '...'}"
            ". See docs/beyond_one_network.md."
        )
