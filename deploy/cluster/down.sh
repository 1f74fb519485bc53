#!/usr/bin/env bash
# Stops at once what up.sh started.
#
#   down.sh STATE               everything; the state directory is removed
#   down.sh --keep STATE        everything; up.sh STATE continues from there
#   down.sh STATE PROGRAM       only that one, for example kube-apiserver; up.sh STATE brings it back
set -euo pipefail
keep=
[[ $1 != --keep ]] || { keep=yes; shift; }
[[ -d $1 ]] || exit 0
state=$(cd "$1" && pwd)

stop() { # SIGKILL: the API server takes 6 s to end politely, and etcd holds every answered write
  local pid
  [[ -f $state/$1.pid ]] || return 0
  pid=$(cat "$state/$1.pid")
  while ps -o args= -p "$pid" | grep -qF "$state"; do
    kill -9 "$pid" 2>/dev/null || true
    sleep 0.05
  done
  rm -f "$state/$1.pid"
}

if [[ $# -gt 1 ]]; then
  stop "$2"
else
  for program in kube-controller-manager kube-apiserver etcd; do stop "$program"; done
  [[ -n $keep ]] || rm -rf "$state"
fi
