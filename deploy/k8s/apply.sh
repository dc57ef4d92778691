#!/bin/sh
# Installs or upgrades a shop: deploy/k8s/apply.sh deploy/k8s/overlays/prod
#
# Schemas first: what pods need to exist, then the migrations, to their end, and only if all of them
# succeed the processes. Old processes work on the new schema meanwhile. A repeat changes nothing.
# KUBECTL and TIMEOUT may be set; the context is kubectl's current one.
set -eu

overlay=${1:?usage: apply.sh OVERLAY}
kubectl=${KUBECTL:-kubectl}
timeout=${TIMEOUT:-10m}
jobs=app.kubernetes.io/part-of=soko,app.kubernetes.io/component=migrate

namespace=$("$kubectl" kustomize "$overlay" | awk '
    /^kind: / { kind = $2 } /^  name: / && kind == "Namespace" { print $2; exit }')
in_shop() { "$kubectl" --namespace "$namespace" "$@"; }

# The Jobs of the version before are in the way: a Job's image cannot be changed.
in_shop delete job --selector "$jobs" --ignore-not-found --wait
"$kubectl" apply --kustomize "$overlay" --selector soko/step=prepare

echo "Waiting for the migrations ..."
if ! in_shop wait job --selector "$jobs" --for=condition=complete --timeout "$timeout"; then
    in_shop logs --selector "$jobs" --tail 20 --prefix || true
    echo "The migrations did not end well: the processes were left as they are." >&2
    exit 1
fi

"$kubectl" apply --kustomize "$overlay"
in_shop rollout status deployment --selector app.kubernetes.io/part-of=soko --timeout "$timeout"
