#!/bin/sh
# An agent in ten lines: ends sessions that hold their locks in a transaction they have left idle.
# It finds the ticket and the briefed commands in its environment, and as JSON on standard input. What it
# runs through $SHELL_TOOL is recorded. Exit code 0 claims that the ticket is resolved, any other gives it up.
echo "ticket: $TICKET_KEY: $TICKET_MESSAGE"
primary=$("$SHELL_TOOL" "$COMMAND_STATUS" | awk -F ' *[|] *' '$4 == "primary" { print $1 }')
sql() { "$SHELL_TOOL" "$(echo "$COMMAND_SQL" | sed "s/{node}/$primary/") \"$1\""; }
idle="FROM pg_stat_activity WHERE state = 'idle in transaction' AND state_change < now() - interval '1 second'"
sql "SELECT pid, application_name, query $idle"
sql "SELECT pg_terminate_backend(pid, 2000) $idle"
sleep 1
sql "SELECT 'idle ones: ' || count(*) $idle" | grep -q 'idle ones: 0'
