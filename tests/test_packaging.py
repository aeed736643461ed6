from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from setuptools.config.pyprojecttoml import read_configuration

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("torch", "sapien", "mani_skill", "jax", "pandas", "gymnasium")


@pytest.fixture(scope="module")
def setuptools_table() -> dict:
    return read_configuration(ROOT / "pyproject.toml", expand=False)["tool"]["setuptools"]


@pytest.fixture(scope="module")
def tracked_files() -> list[str]:
    """Everything of the checkout that git does not ignore."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for path in listing.stdout.splitlines() if (ROOT / path).is_file()]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, tracked_files: list[str]) -> Path:
    """A folder with the built wheel installed into it."""
    out = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    # Built from a copy: setuptools leaves its build folder beside the sources.
    source = out / "source"
    for path in tracked_files:
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, source / path)
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(out), str(source)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = out.glob("simeval-*.whl")
    target = out / "site"
    subprocess.run(
        [*pip, "install", "--no-deps", "--target", str(target), str(wheel)],
        check=True,
        capture_output=True,
    )
    return target


def run_isolated(site: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code against the installed wheel, from a folder where nothing else can be imported."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd="/",
        env=os.environ | {"PYTHONSAFEPATH": "1", "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )


def module_name(folder: str, package_dirs: dict[str, str]) -> str:
    """Import name of a folder of the checkout."""
    best = max(
        (item for item in package_dirs.items() if f"{folder}/".startswith(f"{item[1]}/")),
        key=lambda item: len(item[1]),
    )
    return best[0] + folder.removeprefix(best[1]).replace("/", ".")


def test_every_package_folder_is_listed(setuptools_table: dict, tracked_files: list[str]) -> None:
    package_dirs = setuptools_table["package-dir"]
    tops = set(package_dirs.values())
    folders = {
        str(Path(path).parent)
        for path in tracked_files
        if path.endswith("/__init__.py") and path.split("/")[0] in tops
    }
    found = {module_name(folder, package_dirs) for folder in folders}
    assert found - set(setuptools_table["packages"]) == set(), "not listed in pyproject.toml"
    for name in setuptools_table["packages"]:
        base = max((key for key in package_dirs if name.startswith(key)), key=len)
        folder = package_dirs[base] + name.removeprefix(base).replace(".", "/")
        assert (ROOT / folder).is_dir(), f"{name} is listed but there is no {folder}"


@pytest.mark.parametrize("module", ["simeval", "simeval.cli.main", "simeval.assets"])
def test_importing_loads_no_simulator(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == ""


def test_help_loads_no_simulator_and_is_quick() -> None:
    code = (
        "import sys, time; start = time.process_time(); from simeval.cli.main import main;"
        "code = main(['--help']); spent = time.process_time() - start;"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules];"
        "print(f'\\n{code} {spent:.3f}', *heavy)"
    )
    spent = []
    for _ in range(3):
        result = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        last = result.stdout.splitlines()[-1].split()
        assert last[0] == "0" and last[2:] == []
        spent.append(float(last[1]))
    assert min(spent) < 0.5


def test_the_wheel_carries_its_data(site: Path, tracked_files: list[str]) -> None:
    assert (site / "simeval" / "py.typed").is_file()
    for path in tracked_files:
        if path.startswith("assets/bundled/") or path == "assets/simpler_manifest.json":
            installed = site / "simeval" / path
            assert installed.is_file(), path
            assert installed.read_bytes() == (ROOT / path).read_bytes()
        if path.startswith("simeval/conf/") and path.endswith(".yaml"):
            assert (site / path).is_file(), path
    notices = list(site.glob("simeval-*.dist-info/**/LICENSE"))
    assert len(notices) == 1 and "Apache License" in notices[0].read_text()


def test_the_wheel_puts_no_other_package_on_the_path(site: Path) -> None:
    tops = {path.name for path in site.iterdir() if not path.name.endswith(".dist-info")}
    assert tops <= {"simeval", "bin"}


def test_every_package_of_the_wheel_imports_elsewhere(site: Path, setuptools_table: dict) -> None:
    # simeval.assets.make draws the bundled assets and needs tools that users do not.
    names = [name for name in setuptools_table["packages"] if name != "simeval.assets.make"]
    code = (
        f"import importlib; [importlib.import_module(name) for name in {names!r}];"
        "import simeval; print(simeval.__file__)"
    )
    result = run_isolated(site, code)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip().splitlines()[-1] == str(site / "simeval" / "__init__.py")


def test_the_wheel_finds_its_bundled_assets(site: Path) -> None:
    code = (
        "from simeval.assets import load_asset_set; s = load_asset_set('bundled');"
        "print(*[s.object_model(name).visual for name in s.model_ids], s.robot_urdf('widowx'))"
    )
    result = run_isolated(site, code)
    assert result.returncode == 0, result.stderr
    paths = result.stdout.split()
    assert len(paths) >= 10 and all(path.startswith(str(site)) for path in paths)


def test_the_version_is_one(site: Path, setuptools_table: dict) -> None:
    result = run_isolated(site, "import simeval; print(simeval.__version__)")
    declared = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.M)
    assert declared is not None and result.stdout.strip() == declared[1]


def test_constraints_name_no_machine() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    pattern = r'[a-z0-9.-]+==[\w.!]+( ; python_version == "3\.1[0-2]")?'
    assert all(re.fullmatch(pattern, line) for line in pins)
    assert "torch==2.13.0" in pins and "mani-skill==3.0.1" in pins and "sapien==3.0.3" in pins
    for python in ("3.10", "3.11", "3.12"):
        held = [line for line in pins if ";" not in line or f'"{python}"' in line]
        names = [line.split("==")[0] for line in held]
        assert len(names) == len(set(names)) and "numpy" in names
