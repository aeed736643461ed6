"""Write an apt source for the backports suite of this machine's own Debian mirror.

    python3 scripts/apt_source.py APT_DIR CODENAME

Prints a deb822 stanza for ``CODENAME-backports``, with the address and the key of the source that
already serves CODENAME, so that a machine behind a mirror or a proxy keeps using it. Prints nothing
when such a source is there already. Exits with 1 when no source serves CODENAME. Runs with any
Python 3 and without a package, because it is needed before there is an environment.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

Stanza = dict[str, str]

# Options of the one-line form whose deb822 name is not the capitalised word.
_NAMES = {"arch": "Architectures", "lang": "Languages", "target": "Targets", "pdiffs": "PDiffs"}
_NOT_COPIED = {"Types", "URIs", "Suites", "Components", "Enabled"}


def stanzas(apt_dir: Path) -> list[Stanza]:
    """Every enabled binary source of the machine, in apt's order of reading."""
    found = []
    parts = sorted((apt_dir / "sources.list.d").glob("*"))
    for path in [apt_dir / "sources.list", *parts]:
        if not path.is_file():
            continue
        text = path.read_text(errors="replace")
        if path.suffix == ".sources":
            found += _deb822(text)
        elif path.suffix == ".list":
            found += _one_line(text)
    return [
        stanza
        for stanza in found
        if "deb" in stanza.get("Types", "").split()
        and stanza.get("Enabled", "yes").lower() not in ("no", "false", "0", "without", "off")
    ]


def _deb822(text: str) -> list[Stanza]:
    found = []
    for block in re.split(r"\n\s*\n", text):
        stanza: Stanza = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            if line[:1].isspace() and name:
                # A continued field, e.g. a whole key after Signed-By.
                stanza[name] += "\n" + line
            elif ":" in line:
                name, _, value = line.partition(":")
                name = _field(name)
                stanza[name] = value.strip()
        if stanza:
            found.append(stanza)
    return found


def _one_line(text: str) -> list[Stanza]:
    found = []
    for line in text.splitlines():
        line = line.split("#", 1)[0].strip()
        match = re.fullmatch(r"(deb|deb-src)\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s*(.*)", line)
        if not match:
            continue
        kind, options, uri, suite, components = match.groups()
        stanza = {"Types": kind, "URIs": uri, "Suites": suite, "Components": components}
        for option in (options or "").split():
            name, _, value = option.partition("=")
            stanza[_field(name)] = value.replace(",", " ")
        found.append(stanza)
    return found


def _field(name: str) -> str:
    known = {"uris": "URIs", **_NAMES}
    return known.get(name.lower(), "-".join(word.capitalize() for word in name.split("-")))


def backports(apt_dir: Path, codename: str) -> str | None:
    """The stanza to add, empty when there is nothing to add, ``None`` when there is no mirror."""
    suite = f"{codename}-backports"
    mains = [stanza for stanza in stanzas(apt_dir) if "main" in stanza["Components"].split()]
    if any(suite in stanza["Suites"].split() for stanza in mains):
        return ""
    for stanza in mains:
        if codename in stanza["Suites"].split() and not stanza["URIs"].startswith("cdrom:"):
            extra = {name: value for name, value in stanza.items() if name not in _NOT_COPIED}
            fields = {
                "Types": "deb",
                "URIs": stanza["URIs"],
                "Suites": suite,
                "Components": "main",
                **extra,
            }
            return "".join(f"{name}: {value}\n" for name, value in fields.items())
    return None


if __name__ == "__main__":
    text = backports(Path(sys.argv[1]), sys.argv[2])
    if text is None:
        sys.exit(1)
    sys.stdout.write(text)
