from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest

from simeval.errors import SimevalError, UnknownNameError, UsageError
from simeval.results.real_format import COLUMNS
from simeval.results.real_problems import RealResultsError
from simeval.results.real_reader import read_real_results
from simeval.results.real_results import RealCell
from simeval.results.real_template import write_real_results_template

HEADER = "policy,task,episode,success,date,operator"
GOOD = """\
policy,task,episode,success,date,operator
octo,spoon,0,1,2026-01-30,ada
octo,spoon,1,0,2026-01-31,bob
octo,carrot,0,TRUE,2026-01-31T14:05,ada
rt-1,spoon,0,false,2026-01-29T10:00:00Z,ada
rt-1,spoon,1,0,2026-01-29,ada
rt-1,spoon,2,1.0,2026-01-29,ada
"""


def written(folder: Path, text: str, name: str = "real.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def with_row(folder: Path, row: str, header: str = HEADER) -> Path:
    return written(folder, f"{header}\n{row}\n")


def test_counts_per_policy_and_task(tmp_path: Path) -> None:
    results = read_real_results(written(tmp_path, GOOD))
    assert results.policies == ("octo", "rt-1")
    assert results.tasks == ("spoon", "carrot")
    found = {(c.policy, c.task): (c.successes, c.trials) for c in results.cells}
    assert found == {
        ("octo", "spoon"): (1, 2),
        ("octo", "carrot"): (1, 1),
        ("rt-1", "spoon"): (1, 3),
    }
    assert results.cell(policy="octo", task="spoon") == RealCell(
        policy="octo",
        task="spoon",
        trials=2,
        initial_conditions=2,
        successes=1,
        mean_progress=None,
        first_date=datetime.date(2026, 1, 30),
        last_date=datetime.date(2026, 1, 31),
        operators=("ada", "bob"),
    )
    assert results.cell(policy="rt-1", task="spoon").success_rate == pytest.approx(1 / 3)


def test_progress_alone_is_enough(tmp_path: Path) -> None:
    header = "policy,task,episode,progress,date,operator"
    rows = "p,t,0,0.25,2026-01-01,a\np,t,1,1,2026-01-01,a\n"
    (cell,) = read_real_results(written(tmp_path, f"{header}\n{rows}")).cells
    assert (cell.successes, cell.success_rate, cell.mean_progress) == (None, None, 0.625)


def test_repetitions_from_one_start_are_counted_as_such(tmp_path: Path) -> None:
    header = "policy,task,episode,trial,success,date,operator"
    rows = "\n".join(f"p,t,{i % 2},{i // 2},1,2026-01-01,a" for i in range(6))
    (cell,) = read_real_results(written(tmp_path, f"{header}\n{rows}\n")).cells
    assert (cell.trials, cell.initial_conditions) == (6, 2)


def test_spreadsheet_habits_are_no_problem(tmp_path: Path) -> None:
    text = (
        "\ufeffpolicy , task,episode,success,date,operator,notes,x_weather\r\n"
        ' octo ,spoon,0,1,2026-01-30,ada,"slipped, then held",nan\r\n'
        ",,,,,,,\r\n"
        "\r\n"
        "octo,spoon,1,0,2026-01-30,ada,,\r\n"
    )
    results = read_real_results(written(tmp_path, text))
    assert [trial.policy for trial in results.trials] == ["octo", "octo"]
    assert results.trials[0].notes == "slipped, then held"


@pytest.mark.parametrize("success_dtype", ["int64", "bool", "float64", "string"])
@pytest.mark.parametrize("date_kind", ["text", "timestamp", "date"])
def test_parquet_of_any_column_type(tmp_path: Path, success_dtype: str, date_kind: str) -> None:
    dates = pd.Series(["2026-01-30", "2026-01-31"])
    if date_kind != "text":
        dates = pd.to_datetime(dates)
    if date_kind == "date":
        dates = dates.dt.date
    frame = pd.DataFrame(
        {
            "policy": pd.Categorical(["octo", "octo"]),
            "task": ["spoon", "spoon"],
            "episode": [0, 1],
            "success": pd.Series([1, 0]).astype(success_dtype),
            "date": dates,
            "operator": ["ada", "ada"],
        }
    )
    path = tmp_path / "real.parquet"
    frame.to_parquet(path)
    results = read_real_results(path)
    assert [trial.success for trial in results.trials] == [True, False]
    assert [trial.episode for trial in results.trials] == ["0", "1"]
    assert results.trials[1].date == datetime.date(2026, 1, 31)


def test_frame_keeps_every_trial(tmp_path: Path) -> None:
    frame = read_real_results(written(tmp_path, GOOD)).to_frame()
    assert len(frame) == 6
    assert frame["success"].sum() == 3
    assert frame["progress"].isna().all()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("p,t,0,maybe,2026-01-01,a", "line 2, column success: 'maybe', allowed is 0, 1, true or"),
        ("p,t,0,2,2026-01-01,a", "line 2, column success: '2', allowed is 0, 1, true or false"),
        ("p,t,0,nan,2026-01-01,a", "line 2, column success: 'nan', allowed is 0, 1"),
        ("p,t,0,,2026-01-01,a", "line 2, column success: empty, allowed is 0, 1"),
        ("p,t,0,1,31.01.2026,a", "line 2, column date: '31.01.2026', allowed is a date like 2026-"),
        ("p,t,0,1,2026-02-30,a", "line 2, column date: '2026-02-30', allowed is a date"),
        ("p,t,0,1,,a", "line 2, column date: empty, allowed is a date"),
        (",t,0,1,2026-01-01,a", "line 2, column policy: empty, allowed is a name."),
        ("p,NaN,0,1,2026-01-01,a", "line 2, column task: 'NaN', allowed is a name."),
        ("p,t,,1,2026-01-01,a", "line 2, column episode: empty, allowed is a name or a number."),
        ("p,t,0,1,2026-01-01, ", "line 2, column operator: empty, allowed is a name."),
        ("p,t,0,1,2026-01-01", "line 2: 5 cells for 6 columns. Put text that holds a comma"),
        ("p,t,0,1,2026-01-01,a,b", "line 2: 7 cells for 6 columns."),
        ('p,t,0,1,2026-01-01,"a', "line 2 is not CSV"),
        ("example-policy,t,0,1,2026-01-01,a", "is an example of the template. Delete the row."),
    ],
)
def test_bad_cells_are_named(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(RealResultsError) as caught:
        read_real_results(with_row(tmp_path, row))
    assert message in str(caught.value)
    assert str(tmp_path / "real.csv") in str(caught.value)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("progress", ["1.5", "-0.1", "nan", "inf", "half", ""])
def test_progress_outside_its_range_is_named(tmp_path: Path, progress: str) -> None:
    header = "policy,task,episode,progress,date,operator"
    path = with_row(tmp_path, f"p,t,0,{progress},2026-01-01,a", header)
    what = repr(progress) if progress else "empty"
    with pytest.raises(RealResultsError, match=f"column progress: {what}, .* number from 0 to 1"):
        read_real_results(path)


@pytest.mark.parametrize("trial", ["-1", "1.5", "first"])
def test_bad_repetition_is_named(tmp_path: Path, trial: str) -> None:
    path = with_row(tmp_path, f"p,t,0,1,2026-01-01,a,{trial}", f"{HEADER},trial")
    with pytest.raises(RealResultsError, match=f"column trial: '{trial}', .* whole number from 0"):
        read_real_results(path)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (f"{HEADER},sucess", r"column 'sucess': unknown\. Did you mean 'success'\? Known: policy"),
        (f"{HEADER},weather", r"column 'weather': unknown\. Known: .*your own with 'x_'"),
        (f"{HEADER},Notes", r"column 'Notes': unknown\. Did you mean 'notes'\?"),
        (f"{HEADER},date", r"column date: the header has it 2 times"),
        ("policy,task,success", r"no column episode, date, operator\. Add it"),
        ("policy,task,episode,date,operator", r"no column success or progress\. Add one"),
        ("policy;task;episode;success;date;operator", r"separated by semicolons\. Save it with"),
        ("policy\ttask\tepisode", r"separated by tabs\. Save it with commas"),
    ],
)
def test_bad_headers_are_named(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(RealResultsError, match=message):
        read_real_results(written(tmp_path, header + "\n"))


def test_repeated_trials_are_named_with_both_places(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + "octo,spoon,1,1,2026-02-01,ada\n")
    with pytest.raises(RealResultsError, match=r"line 8: .* episode '1', trial 0 .* on line 3"):
        read_real_results(path)


def test_names_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + "Octo,spoon,7,1,2026-02-01,ada\n")
    with pytest.raises(RealResultsError, match="column policy: 'octo' and 'Octo' differ in case"):
        read_real_results(path)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    rows = "".join(f"p,t,{i},5,2026-01-01,a\n" for i in range(20))
    with pytest.raises(RealResultsError) as caught:
        read_real_results(written(tmp_path, f"{HEADER}\n{rows}"))
    assert len(caught.value.problems) == 20
    assert "20 problems. (1) line 2, column success" in str(caught.value)
    assert str(caught.value).endswith("And 12 more.")
    assert "\n" not in str(caught.value)


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    header = f"{HEADER},notes"
    rows = 'p,t,0,1,2026-01-01,a,"two\nlines"\n\np,t,1,x,2026-01-01,a,\n'
    with pytest.raises(RealResultsError, match="line 5, column success: 'x'"):
        read_real_results(written(tmp_path, f"{header}\n{rows}"))


def test_empty_files_are_refused(tmp_path: Path) -> None:
    for name in ("real.csv", "real.parquet"):
        with pytest.raises(RealResultsError, match="the file is empty"):
            read_real_results(written(tmp_path, "", name))
    with pytest.raises(RealResultsError, match="has a header but no trial"):
        read_real_results(written(tmp_path, HEADER + "\n"))


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RealResultsError, match="does not exist"):
        read_real_results(tmp_path / "none.csv")
    with pytest.raises(RealResultsError, match="is a folder"):
        read_real_results(tmp_path)
    with pytest.raises(RealResultsError, match=r"ends in '\.xlsx', allowed is \.csv or \.parquet"):
        read_real_results(written(tmp_path, GOOD, "real.xlsx"))
    latin = tmp_path / "latin.csv"
    latin.write_bytes((GOOD + "rt-1,spoon,9,1,2026-01-29,Zoë\n").encode("latin-1"))
    with pytest.raises(RealResultsError, match="is not UTF-8"):
        read_real_results(latin)


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_truncated_parquet_is_refused(tmp_path: Path, kept: float) -> None:
    path = write_real_results_template(tmp_path / "real.parquet")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(RealResultsError, match=r"not a whole parquet file .* copy it again"):
        read_real_results(path)


def test_parquet_problems_name_the_row(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "policy": ["p", "p"],
            "task": ["t", "t"],
            "episode": [0, 1],
            "success": [1.0, float("nan")],
            "date": ["2026-01-30", "2026-01-31"],
            "operator": ["ada", None],
        }
    )
    path = tmp_path / "real.parquet"
    frame.to_parquet(path)
    with pytest.raises(RealResultsError) as caught:
        read_real_results(path)
    assert [(problem.place, problem.column) for problem in caught.value.problems] == [
        ("row 2", "success"),
        ("row 2", "operator"),
    ]


def test_unknown_cells_are_told_with_the_known_ones(tmp_path: Path) -> None:
    results = read_real_results(written(tmp_path, GOOD))
    with pytest.raises(UnknownNameError, match="Did you mean 'octo'"):
        results.cell(policy="octa", task="spoon")
    with pytest.raises(UnknownNameError, match="Known: carrot, spoon"):
        results.cell(policy="octo", task="cube")
    with pytest.raises(UnknownNameError, match=r"task of rt-1 .* Known: spoon"):
        results.cell(policy="rt-1", task="carrot")


@pytest.mark.parametrize("name", ["none.csv", "", "notes.txt"])
def test_a_file_that_is_not_there_is_a_usage_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("text")
    with pytest.raises(SimevalError) as caught:
        read_real_results(tmp_path / name)
    assert isinstance(caught.value, UsageError) and caught.value.exit_code == 2


@pytest.mark.parametrize("text", ["", "policy,task\n", GOOD + "octo,spoon,9,x,2026-01-31,ada\n"])
def test_a_file_that_cannot_be_read_is_not(text: str, tmp_path: Path) -> None:
    with pytest.raises(RealResultsError) as caught:
        read_real_results(written(tmp_path, text))
    assert not isinstance(caught.value, UsageError) and caught.value.exit_code == 4


@pytest.mark.parametrize("name", ["form.csv", "form.parquet"])
def test_template_reads_once_its_examples_are_replaced(tmp_path: Path, name: str) -> None:
    path = write_real_results_template(tmp_path / "new" / name)
    with pytest.raises(RealResultsError, match="example of the template"):
        read_real_results(path)
    frame = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    assert list(frame.columns) == list(COLUMNS)
    frame["policy"] = "mine"
    frame.to_csv(path, index=False) if path.suffix == ".csv" else frame.to_parquet(path)
    (cell,) = read_real_results(path).cells
    assert (cell.policy, cell.successes, cell.trials, cell.mean_progress) == ("mine", 1, 2, 0.75)


def test_template_overwrites_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    with pytest.raises(UsageError, match="is there already"):
        write_real_results_template(path)
    assert path.read_text() == GOOD
    with pytest.raises(UsageError, match=r"must end in \.csv or \.parquet"):
        write_real_results_template(tmp_path / "form.xlsx")


def test_example_of_the_documentation_reads(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "real_results.md").read_text()
    example = page.split("```csv\n")[1].split("```")[0]
    results = read_real_results(written(tmp_path, example))
    assert [(cell.policy, cell.successes, cell.trials) for cell in results.cells] == [
        ("octo-small", 1, 2),
        ("octo-base", 1, 2),
    ]
    for name in COLUMNS:
        assert f"| `{name}` |" in page
