#!/usr/bin/env bash
# Make sure that SAPIEN can render and OpenCV can be imported: scripts/vulkan.sh PYTHON [--plan]
# Does nothing where both work. Elsewhere installs Mesa's software Vulkan, or the shared libraries
# that a bare machine lacks, with apt. --plan prints what would be done on a bare machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$1
plan=${2:-}
apt_dir=${SIMEVAL_APT_DIR:-/etc/apt}
os_release=${SIMEVAL_OS_RELEASE:-/etc/os-release}
source_file=$apt_dir/sources.list.d/simeval-backports.sources
log=$(mktemp)
trap 'rm -f "$log"' EXIT

die() {
  echo "simeval: $*" >&2
  exit 1
}

# In a process of its own: a driver that does not suit takes down whoever asks.
renderer_works() {
  timeout 120 "$python" -m simeval.doctor.render_probe --quick >"$log" 2>&1
}

# OpenCV, which ManiSkill imports, links against OpenGL and GLib.
libraries_work() {
  "$python" -c 'import cv2' >"$log" 2>&1
}

packages=()
if [ "$plan" = --plan ] || ! libraries_work; then
  packages+=(libgl1 libglib2.0-0)
fi
if [ "$plan" = --plan ] || ! renderer_works; then
  packages+=(mesa-vulkan-drivers libvulkan1)
fi
[ ${#packages[@]} -gt 0 ] || exit 0

if [[ " ${packages[*]} " == *" mesa-vulkan-drivers "* ]] && [ "$plan" != --plan ] &&
  [ -z "${SIMEVAL_SOFTWARE_VULKAN:-}" ] && nvidia-smi -L 2>/dev/null | grep -q '^GPU'; then
  die "The NVIDIA driver works but its Vulkan part is not visible. In a container, start it with" \
    "NVIDIA_DRIVER_CAPABILITIES=all and install libvulkan1; on a host, install the driver's Vulkan" \
    "package. To render on the CPU instead: make install SIMEVAL_SOFTWARE_VULKAN=1"
fi

command -v apt-get >/dev/null || [ "$plan" = --plan ] ||
  die "Shared libraries for rendering are missing. Install Mesa's software Vulkan (lavapipe, 23.2 or" \
    "newer), libGL and GLib with the package manager of this machine (Fedora: mesa-vulkan-drivers" \
    "vulkan-loader mesa-libGL glib2; Arch: vulkan-swrast libglvnd glib2), then run the same" \
    "command again."

as_root=()
if [ "$(id -u)" != 0 ] && [ "$plan" != --plan ]; then
  sudo -n true 2>/dev/null || die "Rendering needs ${packages[*]}, and installing them needs root." \
    "Run once: sudo $here/vulkan.sh $(realpath -s "$python")"
  as_root=(sudo -n)
fi

# shellcheck disable=SC1090  # the file is the machine's
read -r distribution codename < <(. "$os_release" && echo "${ID:-none} ${VERSION_CODENAME:-none}")
suite=()
stanza=
# Mesa 22.3 of Debian 12 has no device that SAPIEN accepts; 25.0 of its backports has.
if [ "$distribution" = debian ] && [ "$codename" = bookworm ]; then
  stanza=$("$python" "$here/apt_source.py" "$apt_dir" "$codename") ||
    die "No apt source in $apt_dir serves Debian $codename, so its backports cannot be added." \
      "Add a source for $codename-backports (main), then run the same command again."
  suite=(-t "$codename-backports")
fi

install=(apt-get install -y --no-install-recommends "${suite[@]}" "${packages[@]}")
if [ "$plan" = --plan ]; then
  [ -z "$stanza" ] || printf 'write %s:\n%s\n' "$source_file" "$stanza"
  echo "run apt-get update"
  echo "run ${install[*]}"
  exit 0
fi

echo "simeval: rendering needs system packages: ${install[*]}"
if [ -n "$stanza" ]; then
  {
    echo "# Written by simeval's scripts/vulkan.sh for Mesa's software Vulkan; delete it to undo."
    printf '%s\n' "$stanza"
  } | "${as_root[@]}" tee "$source_file" >/dev/null
fi
patient=(-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
# Another source of the machine may be out of order; the installation below tells what matters.
"${as_root[@]}" apt-get "${patient[@]}" update >"$log" 2>&1 || true
if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" "${patient[@]}" \
  >>"$log" 2>&1 </dev/null; then
  tail -n 15 "$log" >&2
  die "apt could not install ${packages[*]}; its last lines are above."
fi
if ! libraries_work || ! renderer_works; then
  tail -n 5 "$log" >&2
  die "${packages[*]} are installed, but rendering still does not work; what it said is above." \
    "Run: simeval doctor"
fi
