#!/bin/sh
# Runs Mosquitto and lets it read the accounts again whenever the file has changed.
set -eu
accounts=${ACCOUNTS:-/mosquitto/accounts/passwords}
configuration=${CONFIGURATION:-/mosquitto/config/mosquitto.conf}
mosquitto=${MOSQUITTO:-mosquitto}

until [ -s "$accounts" ]; do
  echo "waiting for $accounts"
  sleep 1
done
"$mosquitto" -c "$configuration" &
broker=$!
trap 'kill -TERM "$broker"' TERM INT

known=$(cksum <"$accounts")
while kill -0 "$broker" 2>/dev/null; do
  sleep "${EVERY:-5}" &
  wait $! || true
  current=$(cksum <"$accounts")
  if [ "$current" != "$known" ]; then
    known=$current
    kill -HUP "$broker"
  fi
done
wait "$broker"
