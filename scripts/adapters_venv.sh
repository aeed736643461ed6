#!/usr/bin/env bash
# Make the environment in which one library of networks is tested, from nothing:
#   scripts/adapters_venv.sh lerobot|pi0|openvla FOLDER
# Their pins exclude each other, so each has its own. torch comes with CUDA from the registry, for
# the torchvision there fits no other: 6 to 9 GB each. Python: $PYTHON, or python3.11.
set -euo pipefail
cd "$(dirname "$0")/.."
name=$1
venv=$2

die() {
  echo "simeval: $*" >&2
  exit 1
}

pins=scripts/adapters/$name.txt
[ -f "$pins" ] || die "no library $name; there are: $(cd scripts/adapters && echo *.txt)"
python=${PYTHON:-python3.11}
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null ||
  die "Python 3.11 is needed, for which $pins was made. Name one: PYTHON=/path/to/python3.11"

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "simeval: installing $name into $venv (the first time: some minutes, several GB)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  -e ".[$name,test]" -c "$pins" || die "pip could not install the packages; its message is above."
