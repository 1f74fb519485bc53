#!/usr/bin/env bash
# Builds the API server that tests and `make cluster` run against, once per user, from sources pinned by go.sum.
#
#   build.sh [--built] [component...]     --built: fails rather than build anything; components: etcd kube-apiserver kube-controller-manager kubectl (the default) and helm
#
# Prints the directory that holds the programs; it can serve as KUBEBUILDER_ASSETS. Takes about 900 CPU seconds the first
# time (helm: 230 more), nothing when current.
# Environment: KEELAGE_ENVTEST_CACHE (default ${XDG_CACHE_HOME:-~/.cache}/keelage/envtest), GOPROXY, GOFLAGS (default -p=2).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

only_built=
if [[ ${1:-} == --built ]]; then
  only_built=yes
  shift
fi

export CGO_ENABLED=0 GOWORK=off GOFLAGS="${GOFLAGS:--p=2} -mod=readonly" GOTOOLCHAIN="${GOTOOLCHAIN:-auto}"

required() { sed -n "s|^.*[[:space:]]$1 \(v[0-9.]*\).*|\1|p" "$2/go.mod" | head -n 1; } # module directory
version=$(required k8s.io/kubernetes .)
minor=${version#v1.}
minor=${minor%%.*}
out=${KEELAGE_ENVTEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/keelage/envtest}/$version
mkdir -p "$out"

# Without these the server calls itself v0.0.0 and refuses feature gates by version.
k8s=k8s.io/component-base/version
kubernetes_ldflags="-s -w -X $k8s.gitVersion=$version -X $k8s.gitMajor=1 -X $k8s.gitMinor=$minor"
kubernetes_ldflags+=" -X $k8s.gitTreeState=clean -X k8s.io/client-go/pkg/version.gitVersion=$version"

digest() { # macOS has the second
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi
}

build() { # component module-directory package ldflags
  local stamp
  stamp=$(cat "$2/go.mod" "$2/go.sum" - <<<"$4" | digest | cut -c1-16)
  [[ -x $out/$1 && $(cat "$out/.$1.stamp" 2>/dev/null) == "$stamp" ]] && return
  [[ -z $only_built ]] || exit 1
  command -v go >/dev/null || {
    echo "build.sh: install Go 1.21 or newer (https://go.dev/dl), or start Docker, or set KUBEBUILDER_ASSETS" >&2
    exit 1
  }
  echo "building $1 (once; this takes minutes)" >&2
  (cd "$2" && go build -trimpath -ldflags "$4" -o "$out/$1.new" "$3") >&2
  mv "$out/$1.new" "$out/$1"
  echo "$stamp" >"$out/.$1.stamp"
}

# One builder at a time: several test JVMs may ask together. (Not every system has flock; then they only waste time.)
exec 9>"$out/.lock"
! command -v flock >/dev/null || flock 9

[[ $# -gt 0 ]] || set -- etcd kube-apiserver kube-controller-manager kubectl
for component; do
  case $component in
    etcd) build etcd . go.etcd.io/etcd/server/v3 "$kubernetes_ldflags" ;;
    helm)
      build helm helm helm.sh/helm/v3/cmd/helm \
        "-s -w -X helm.sh/helm/v3/internal/version.version=$(required helm.sh/helm/v3 helm)" ;;
    kube-apiserver | kube-controller-manager | kubectl)
      build "$component" . "k8s.io/kubernetes/cmd/$component" "$kubernetes_ldflags" ;;
    *) echo "build.sh: unknown component $component" >&2; exit 2 ;;
  esac
done
echo "$out"
