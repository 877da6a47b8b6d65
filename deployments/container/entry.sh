#!/bin/bash
# What a callsheet container begins with.
#
# A driver of Ray has to stand on a node of its cluster. So where the pool has an address, this joins
# that cluster as a node without CPUs, runs the command beside it, and ends with the command's
# status; if the node is lost, it ends the command, so that a restart policy can begin anew.
set -euo pipefail

if [[ -z "${CALLSHEET_POOL__ADDRESS:-}" || "${1:-}" != callsheet ]]; then
  exec "$@"
fi

pipe=$(mktemp --dry-run)
mkfifo --mode=600 "$pipe"
ray start --address="$CALLSHEET_POOL__ADDRESS" --num-cpus=0 --num-gpus=0 \
  --disable-usage-stats --block >"$pipe" 2>&1 &
node=$!
exec {news}<"$pipe"
rm "$pipe"

joined="" last=""
while [[ -z "$joined" ]] && read -r line <&"$news"; do
  last="${line:-$last}"
  [[ "$line" != *"Ray runtime started"* ]] || joined=yes
done
if [[ -z "$joined" ]]; then
  echo "callsheet-entry: $CALLSHEET_POOL__ADDRESS cannot be joined: $last" >&2
  exit 1
fi
cat <&"$news" >/dev/null &

"$@" &
command=$!
trap 'kill -TERM "$command" 2>/dev/null || true' TERM INT
status=0
while kill -0 "$command" 2>/dev/null && kill -0 "$node" 2>/dev/null; do
  wait -n "$command" "$node" || true # a signal ends the wait too, and the loop looks again
done
if kill -0 "$command" 2>/dev/null; then
  echo "callsheet-entry: the node of Ray is gone; ending the command" >&2
  kill -TERM "$command"
  wait "$command" || true
  exit 1
fi
wait "$command" || status=$?
kill -TERM "$node" 2>/dev/null || true
wait "$node" || true
exit "$status"
