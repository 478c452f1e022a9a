/** Loaded before a script: at its end, prints what the process cost as the last line of standard error. */
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cost = { cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakMiB: maxRSS / 1_024 };
  process.stderr.write(`\n${JSON.stringify(cost)}\n`);
});
