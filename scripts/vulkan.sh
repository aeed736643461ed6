#!/usr/bin/env bash
# Make sure that SAPIEN can render: scripts/vulkan.sh PYTHON [--plan]
# Does nothing where a render device works. Elsewhere installs Mesa's software Vulkan with apt.
# --plan prints what would be done and does nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$1
plan=${2:-}
apt_dir=${SIMEVAL_APT_DIR:-/etc/apt}
os_release=${SIMEVAL_OS_RELEASE:-/etc/os-release}
source_file=$apt_dir/sources.list.d/simeval-backports.sources
packages=(mesa-vulkan-drivers libvulkan1)

die() {
  echo "simeval: $*" >&2
  exit 1
}

# In a process of its own: a driver that does not suit takes down whoever asks.
renderer_works() {
  timeout 120 "$python" -m simeval.doctor.render_probe --quick >"$log" 2>&1
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

if [ "$plan" != --plan ]; then
  renderer_works && exit 0
  if [ -z "${SIMEVAL_SOFTWARE_VULKAN:-}" ] && nvidia-smi -L 2>/dev/null | grep -q '^GPU'; then
    die "The NVIDIA driver works but its Vulkan part is not visible. In a container, start it with" \
      "NVIDIA_DRIVER_CAPABILITIES=all; on a host, install libvulkan1 and the driver's Vulkan" \
      "package. To render on the CPU instead: make install SIMEVAL_SOFTWARE_VULKAN=1"
  fi
fi

command -v apt-get >/dev/null || [ "$plan" = --plan ] ||
  die "No Vulkan device for rendering. Install Mesa's software Vulkan (lavapipe), 23.2 or newer," \
    "with the package manager of this machine (Fedora: mesa-vulkan-drivers vulkan-loader; Arch:" \
    "vulkan-swrast), then run the same command again."

as_root=()
if [ "$(id -u)" != 0 ] && [ "$plan" != --plan ]; then
  sudo -n true 2>/dev/null || die "No Vulkan device for rendering, and installing one needs root." \
    "Run once: sudo $here/vulkan.sh $(realpath -s "$python")"
  as_root=(sudo -n)
fi

# shellcheck disable=SC1090  # the file of the machine
codename=$(. "$os_release" && echo "${VERSION_CODENAME:-}")
# shellcheck disable=SC1090
distribution=$(. "$os_release" && echo "${ID:-}")
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
  [ -z "$stanza" ] || printf 'write %s:\n%s' "$source_file" "$stanza"
  echo "run apt-get update"
  echo "run ${install[*]}"
  exit 0
fi

echo "simeval: no Vulkan device for rendering; installing Mesa's software Vulkan: ${install[*]}"
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
  die "apt could not install software Vulkan; its last lines are above."
fi
renderer_works || {
  tail -n 5 "$log" >&2
  die "Software Vulkan is installed, but SAPIEN still finds no render device; what it said is" \
    "above. Run: simeval doctor"
}
