/**
 * One line a trial, in columns.
 *
 * @param {readonly { repairer: string, trial: Record<string, any> }[]} results with trials as `eval show --json` prints them
 * @returns {string}
 */
export function resultTable(results) {
  const header = [
    "who repairs",
    "outcome",
    "recovered after",
    "clients failed for",
    "claim",
    "commands",
    "lost writes",
  ];
  const rows = results.map(({ repairer, trial }) => [
    repairer,
    trial.outcomeCode ? `${trial.outcome} (${trial.outcomeCode})` : String(trial.outcome),
    seconds(trial.recoveredAfterMs),
    seconds(trial.unavailableMs),
    trial.claim ?? "none",
    String(trial.commandCount ?? trial.commands?.length ?? 0),
    String(trial.lostWrites ?? "unknown"),
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** @param {number | null | undefined} ms */
function seconds(ms) {
  return ms === null || ms === undefined ? "–" : `${(ms / 1000).toFixed(1)} s`;
}
