#!/usr/bin/env bash
# Make a virtual environment with simeval in it, from nothing: scripts/venv.sh FOLDER
# Python: $PYTHON, or the first of python3, python3.12, python3.11, python3.10 that fits.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1

die() {
  echo "simeval: $*" >&2
  exit 1
}

fits() {
  "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null
}

find_python() {
  local candidate
  if [ -n "${PYTHON:-}" ]; then
    fits "$PYTHON" || die "PYTHON=$PYTHON is not a Python 3.10, 3.11 or 3.12."
    echo "$PYTHON"
    return
  fi
  for candidate in python3 python3.12 python3.11 python3.10; do
    if fits "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  die "Python 3.10, 3.11 or 3.12 is needed; $(python3 --version 2>/dev/null || echo no python3)" \
    "was found. Install one of them, or name one: make install PYTHON=/path/to/python3.11"
}

# Debian and Ubuntu ship Python without its venv module.
need_venv_module() {
  local python=$1 package as_root=
  "$python" -c 'import ensurepip, venv' 2>/dev/null && return
  package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || as_root=no
    [ "$as_root" = no ] || as_root="sudo -n"
  fi
  if [ "$as_root" = no ] || ! command -v apt-get >/dev/null; then
    die "Python's venv module is missing. Install it with: sudo apt install $package"
  fi
  echo "simeval: installing $package"
  $as_root apt-get -qq update || true
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    "$package" >/dev/null || die "$package could not be installed. Try: sudo apt install $package"
}

python=$(find_python)
need_venv_module "$python"

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! fits "$venv/bin/python"; then
  echo "simeval: making $venv with $("$python" --version)"
  "$python" -m venv --clear "$venv"
fi

echo "simeval: installing packages into $venv (the first time: a few minutes)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  -e '.[sim,remote,dev]' -c constraints.txt ||
  die "pip could not install the packages; its message is above. Run the same command again" \
    "once the cause is gone (network, disk space)."
