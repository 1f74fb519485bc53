#!/usr/bin/env bash
# Starts etcd, kube-apiserver and kube-controller-manager on loopback: a Kubernetes control plane without nodes.
#
#   up.sh ASSETS STATE          ASSETS as printed by build.sh; STATE a short path (socket names end at 108 bytes)
#
# Starts only what does not run, so it also brings back a stopped API server, on its old port and with its old state.
# Prints STATE/admin.kubeconfig. Leaves STATE/NAME.pid and STATE/NAME.log per process. Needs no root. End with down.sh STATE.
set -euo pipefail
umask 077
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$(cd "$1" && pwd)
mkdir -p "$2/pki"
state=$(cd "$2" && pwd)
cd "$state"

has() { command -v "$1" >/dev/null; }
has openssl || { echo "up.sh: install openssl" >&2; exit 1; }

certificates() {
  key() { openssl ecparam -name prime256v1 -genkey -noout -out "pki/$1.key"; }
  key ca
  openssl req -x509 -new -key pki/ca.key -subj /CN=keelage-test -days 3650 -out pki/ca.crt \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
  sign() { # name subject extensions
    key "$1"
    printf '%s\n' "$3" >"pki/$1.ext"
    openssl req -new -key "pki/$1.key" -subj "$2" |
      openssl x509 -req -CA pki/ca.crt -CAkey pki/ca.key -CAcreateserial -days 3650 -extfile "pki/$1.ext" \
        -out "pki/$1.crt" 2>/dev/null
    rm "pki/$1.ext"
  }
  local names=IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes.default,DNS:kubernetes.default.svc
  sign server /CN=kube-apiserver "subjectAltName=$names
extendedKeyUsage=serverAuth"
  sign admin /O=system:masters/CN=admin extendedKeyUsage=clientAuth
  sign controller-manager /CN=system:kube-controller-manager extendedKeyUsage=clientAuth
  openssl genrsa -out pki/service-account.key 2048 2>/dev/null
}

kubeconfig() { # user
  cat >"$1.kubeconfig" <<Y
apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "https://127.0.0.1:$port", certificate-authority: $state/pki/ca.crt}}]
users: [{name: $1, user: {client-certificate: $state/pki/$1.crt, client-key: $state/pki/$1.key}}]
contexts: [{name: local, context: {cluster: local, user: $1}}]
current-context: local
Y
}

free_port() { # below the range from which the system hands out ports of its own
  local candidate
  while candidate=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; do :; done
  echo "$candidate"
}

# The state directory is in each command line, which tells our process from one that got its number later.
running() { [[ -f $1.pid ]] && ps -o args= -p "$(cat "$1.pid")" | grep -qF "$state"; }

start() { # program arguments...
  running "$1" && return
  # A session of its own: Ctrl-C in a terminal reaches whoever started this, who then decides about the order of ending.
  local detach=
  ! has setsid || detach=setsid
  (exec $detach "$bin/$1" "${@:2}" >>"$1.log" 2>&1 </dev/null) &
  echo $! >"$1.pid"
}

ready() { "$bin/kubectl" --kubeconfig admin.kubeconfig get --raw /readyz >/dev/null 2>&1; }

[[ -f pki/service-account.key ]] || certificates
[[ -f port ]] || free_port >port
port=$(cat port)
kubeconfig admin
kubeconfig controller-manager

# etcd listens on Unix sockets only, so that nothing unauthenticated is open on TCP; its URLs must still look like host:port.
start etcd --data-dir "$state/etcd" --unsafe-no-fsync --log-level warn \
  --listen-client-urls "unix://$state/etcd.sock" --advertise-client-urls unix://etcd:0 \
  --listen-peer-urls unix://etcd-peer:0 --initial-advertise-peer-urls unix://etcd-peer:0 \
  --initial-cluster default=unix://etcd-peer:0
start kube-apiserver --etcd-servers "unix://$state/etcd.sock" --bind-address 127.0.0.1 --secure-port "$port" \
  --tls-cert-file pki/server.crt --tls-private-key-file pki/server.key --client-ca-file pki/ca.crt \
  --authorization-mode Node,RBAC --service-cluster-ip-range 10.96.0.0/16 --endpoint-reconciler-type none \
  --service-account-issuer https://kubernetes.default.svc.cluster.local \
  --service-account-key-file pki/service-account.key --service-account-signing-key-file pki/service-account.key

for _ in {1..600}; do
  ready && break
  running kube-apiserver && running etcd || break
  sleep 0.1
done
ready || {
  echo "up.sh: the API server did not get ready:" >&2
  tail -n 5 etcd.log kube-apiserver.log >&2
  "$here/down.sh" --keep "$state"
  exit 1
}
start kube-controller-manager --kubeconfig "$state/controller-manager.kubeconfig" --leader-elect=false --secure-port 0 \
  --use-service-account-credentials --service-account-private-key-file pki/service-account.key --root-ca-file pki/ca.crt \
  --cluster-signing-cert-file pki/ca.crt --cluster-signing-key-file pki/ca.key
echo "$state/admin.kubeconfig"
