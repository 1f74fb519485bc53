#!/usr/bin/env bash
# chart.sh [DIRECTORY]: checks the Helm charts with every set of values in charts/keelage/ci, and packages them.
# Packages go to DIRECTORY (default target/charts). Takes helm from PATH, else has it built once (deploy/cluster/build.sh).
set -euo pipefail
cd "$(dirname "$0")/.."

out=${1:-target/charts}
kubernetes=1.36.0 # what charts are rendered for where there is no cluster to ask
program=$(command -v helm) || program=$(deploy/cluster/build.sh helm)/helm
# The kinds are linked from charts/keelage-crds, which Helm remarks upon each time.
helm() { "$program" "$@" 2> >(grep -v 'found symbolic link' >&2); }

for values in charts/keelage/ci/*.yaml; do
  helm lint charts/keelage --quiet --strict --kube-version $kubernetes --values "$values"
done
helm lint charts/keelage-crds --quiet --strict --kube-version $kubernetes
mkdir -p "$out"
helm package charts/keelage charts/keelage-crds --destination "$out"
