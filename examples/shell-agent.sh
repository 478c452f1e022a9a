#!/bin/sh
# An agent of ten lines: frees a cluster from sessions that sit idle in a transaction while others wait.
set -eu
sql=$(printf %s "$COMMAND_SQL" | sed 's/{node}/n1/')
idle="SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction' AND pid IN (SELECT unnest(pg_blocking_pids(pid)) FROM pg_stat_activity)"

echo "{\"reasoning\": \"$TICKET_KEY: is somebody idle in a transaction that others wait for?\"}" >> "$TRACE_FILE"
"$SHELL_TOOL" "$sql \"$idle\""
"$SHELL_TOOL" "$sql \"SELECT pg_terminate_backend(pid) FROM ($idle) AS idle\""
sleep 1
"$SHELL_TOOL" "$sql \"$idle\"" | grep -q "(0 rows)" || exit 1
