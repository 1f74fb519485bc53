#!/usr/bin/env bash
# images.sh [gateway] [operator]: builds container images by Jib, without Docker; both, if none is named.
#
# Writes target/images/PART.tar (as `docker save` does). With KEELAGE_REGISTRY set, pushes REGISTRY/keelage/PART:TAG instead,
# with the credentials that `docker login` keeps.
# Environment:
#   KEELAGE_BASE_IMAGE  a Java 25 image with glibc and no entry point of its own to keep (default eclipse-temurin:25-jre);
#                       debian = one that base.sh builds here from Debian packages and JAVA_HOME, no registry needed;
#                       tar:///absolute/path.tar = an archive
#   KEELAGE_REGISTRY    where to push, for example registry.example.com/team
#   KEELAGE_IMAGE_TAG   default: appVersion of charts/keelage
set -euo pipefail
cd "$(dirname "$0")/.."

[[ $# -gt 0 ]] || set -- gateway operator
base=${KEELAGE_BASE_IMAGE:-eclipse-temurin:25-jre}
tag=${KEELAGE_IMAGE_TAG:-$(sed -n 's/^appVersion: *//p' charts/keelage/Chart.yaml)}
registry=${KEELAGE_REGISTRY:-}

# What only standalone mode needs: 200 MB of databases for other machines.
embedded=io.zonky.test:embedded-postgres,com.github.codemonstur:embedded-redis
for platform in linux-amd64 linux-amd64-alpine linux-arm64v8 darwin-amd64 darwin-arm64v8 windows-amd64; do
  embedded+=,io.zonky.test.postgres:embedded-postgres-binaries-$platform
done

[[ $base != debian ]] || base=tar://$(deploy/images/base.sh target/images)

modules=$(IFS=,; echo "$*")
echo "Building $modules ..."
# Into target/image: target/quarkus-app keeps everything, for `make run`.
./mvnw -B -q package -pl "$modules" -am -Dmaven.test.skip=true \
  -Dquarkus.package.output-directory=image -Dquarkus.class-loading.removed-artifacts="$embedded"
mkdir -p target/images/classes # Jib looks for classes of the project it is called in; there are none
for part; do
  image=${registry:+$registry/}keelage/$part
  goal=$([[ -n $registry ]] && echo build || echo buildTar)
  ./mvnw -B -q -f deploy/images/pom.xml "jib:$goal" -Dpart="$part" -Dbase="$base" -Dname="$image" -Dtag="$tag"
  [[ -z $registry ]] && echo "$image:$tag is in target/images/$part.tar" || echo "$image:$tag is pushed"
done
