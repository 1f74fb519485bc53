#!/usr/bin/env bash
# base.sh DIRECTORY: builds a base image from Debian packages and this JDK, without any container registry.
#
# Writes DIRECTORY/base.tar, an archive as `docker save` writes it: the C library, time zones and a Java runtime for user
# 65532; no shell, no package manager. Prints its path. Takes seconds; nothing when it is there already.
# Needs mmdebstrap (and root, or unprivileged user namespaces) and JAVA_HOME.
# Environment: KEELAGE_DEBIAN (the release, default trixie), KEELAGE_APT_SOURCES (a sources file; default: Debian's own servers).
set -euo pipefail

release=${KEELAGE_DEBIAN:-trixie}
# All of Java SE, and of the JDK: fast memory access, metrics, DNS, archives, and jcmd to look into a pod.
modules=java.se,jdk.unsupported,jdk.management,jdk.jfr,jdk.jcmd,jdk.net,jdk.naming.dns,jdk.zipfs
export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01, as in the jars

command -v mmdebstrap >/dev/null || { echo "base.sh: install mmdebstrap, or name a base image by KEELAGE_BASE_IMAGE" >&2; exit 1; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
stamp=$(sha256sum "${BASH_SOURCE[0]}" "$JAVA_HOME/release" | sha256sum | cut -c1-16)-$release
[[ -f $out/base.tar && $(cat "$out/base.stamp" 2>/dev/null) == "$stamp" ]] && { echo "$out/base.tar"; exit; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

system() { # -> system.tar
  local configuration=(
    'printf "root:x:0:0::/root:/sbin/nologin\nkeelage:x:65532:65532::/tmp:/sbin/nologin\n" >"$1/etc/passwd"'
    'printf "root:x:0:\nkeelage:x:65532:\n" >"$1/etc/group"'
    'printf "hosts: files dns\n" >"$1/etc/nsswitch.conf"'
    'cd "$1/var" && rmdir run lock && ln -s /run run && ln -s /run/lock lock'
    # Neither programs, nor what only Debian's own tools read, nor what came from the machine that builds.
    'cd "$1" && rm -rf usr/bin/* usr/sbin/* usr/lib/*/perl* var/lib/dpkg var/lib/apt var/cache/* var/log/*'
    'cd "$1/etc" && rm -rf debconf.conf default fstab profile.d skel update-motd.d'
    'cd "$1/usr/share" && rm -rf base-files bash-completion bug debconf doc-base lintian menu perl perl5 pixmaps'
  )
  mmdebstrap --quiet --variant=extract --skip=output/dev --include=base-files,libc6,zlib1g,tzdata,netbase \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/lib/*/gconv/*' --dpkgopt='path-exclude=/usr/lib/*/perl*' \
    "${configuration[@]/#/--extract-hook=}" \
    "$release" "$work/system.tar" ${KEELAGE_APT_SOURCES:+"$KEELAGE_APT_SOURCES"} >&2
  # These mmdebstrap itself wants to find at its end.
  tar --delete -f "$work/system.tar" ./etc/apt ./etc/dpkg ./etc/hostname ./etc/resolv.conf
}

java_runtime() { # -> java.tar
  "$JAVA_HOME/bin/jlink" --add-modules $modules --no-man-pages --no-header-files --compress zip-6 --output "$work/java"
  # What every start shares; made for the object layout that jvm.options asks for.
  "$work/java/bin/java" -XX:+UseCompactObjectHeaders -XX:+UseSerialGC -Xshare:dump >/dev/null
  tar -C "$work" --sort=name --mtime=@$SOURCE_DATE_EPOCH --owner=0 --group=0 --numeric-owner --mode=go=u,go-w \
    --transform='s|^java|opt/java|' -cf "$work/java.tar" java
}

archive() {
  local layer diff=() layers=()
  for layer in system java; do
    diff+=("\"sha256:$(sha256sum "$work/$layer.tar" | cut -d' ' -f1)\"")
    layers+=("\"$layer.tar\"")
  done
  local IFS=, architecture
  case $(uname -m) in
    x86_64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    *) echo "base.sh: no image for $(uname -m)" >&2; exit 1 ;;
  esac
  cat >"$work/config.json" <<J
{"architecture": "$architecture", "os": "linux", "created": "2026-01-01T00:00:00Z",
 "config": {"User": "65532:65532", "WorkingDir": "/",
  "Env": ["PATH=/opt/java/bin", "JAVA_HOME=/opt/java", "LANG=C.UTF-8"]},
 "rootfs": {"type": "layers", "diff_ids": [${diff[*]}]}}
J
  echo "[{\"Config\": \"config.json\", \"RepoTags\": [\"keelage/base:$release\"], \"Layers\": [${layers[*]}]}]" >"$work/manifest.json"
  tar -C "$work" --mtime=@$SOURCE_DATE_EPOCH --owner=0 --group=0 --numeric-owner -cf "$out/base.tar" manifest.json config.json system.tar java.tar
}

system
java_runtime
archive
echo "$stamp" >"$out/base.stamp"
echo "$out/base.tar"
