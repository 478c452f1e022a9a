import { loadPlugin, systemClock, type Plugin } from "@eval/core";
import { prepareConformance, type ConformanceOptions } from "@eval/core/testing";
import { usageError, type Arguments } from "../arguments/arguments.js";
import type { Io } from "../io.js";
import { jsonText } from "../json/version.js";
import { watchForInterruption } from "../run/interruption.js";
import { refuseLackingHost } from "../run/resolve-subject.js";
import { commandLine } from "../text/command-line.js";
import { printableLine } from "../text/printable.js";
import { startCheckProgress } from "./check-progress.js";
import { countResults, type CheckResult } from "./check-result.js";
import { openClusterRecord } from "./cluster-record.js";
import { asksFor, readCheckRequest, type CheckRequest } from "./read-check-request.js";
import { checkLine, exitCodeOfChecks, failureText, summaryText, titleLine } from "./report-checks.js";
import { runChecks, type CheckSuite } from "./run-checks.js";
import { settleChecks } from "./settle-checks.js";

/** `eval plugin check`. Resolves with the exit code; rejects with what was wrong with the request. */
export async function pluginCheck(args: Arguments, io: Io): Promise<number> {
  const specifier = args.text("specifier") ?? "";
  const plugin = await loadPlugin(specifier, io.cwd);
  const { subject } = plugin;
  const request = readCheckRequest(args, plugin);
  await refuseLackingHost(
    subject,
    { needs: [], options: request.options },
    { say: (line) => io.stderr.write(`${line}\n`) },
  );
  using progress = startCheckProgress(io, systemClock);
  const say = (line: string) => progress.beside(() => io.stderr.write(`${line}\n`));
  using interruption = watchForInterruption(io, say, commandLine(io.program, ["sweep", "--plugin", specifier]));
  const { signal } = interruption;
  await settleChecks(plugin, { io, clock: systemClock, say });
  const record = openClusterRecord(plugin, io);
  // With --json the table is progress, and the result is one object.
  const table = request.json ? io.stderr : io.stdout;
  table.write(`${printableLine(subject.name)}: ${printableLine(subject.summary)}\n\n${titleLine}\n`);
  const began = systemClock.now();
  const results = await runChecks({
    suite: (onCheck) => suiteFor(plugin, request, { onCheck, onCluster: (clusterId) => record.add(clusterId) }),
    clock: systemClock,
    signal,
    onNews: (news) => progress.news(news),
    onResult: (result) => progress.beside(() => table.write(`${checkLine(result)}\n`)),
  });
  // Reached only when every cluster has been removed.
  await record.close();
  const tookMs = systemClock.now() - began;
  const exitCode = exitCodeOfChecks(results, signal.aborted);
  const again = (check: CheckResult) => againCommand(io, { specifier, args, check });
  progress.beside(() => table.write(`${failureText(results, again)}\n${summaryText(results, tookMs)}\n`));
  if (request.json) io.stdout.write(jsonText("pluginCheck", jsonOf(plugin, { results, tookMs, exitCode })));
  return exitCode;
}

/** Throws `usage_invalid` where no check is asked for. */
function suiteFor(
  { subject, url }: Plugin,
  request: CheckRequest,
  listeners: Pick<ConformanceOptions, "onCheck" | "onCluster">,
): CheckSuite {
  const { options, chaosTypes, params, controls, clusters, timing, seed } = request;
  const [only] = chaosTypes;
  const suite = prepareConformance(subject, {
    options,
    ...(only !== undefined && params ? { params: { [only]: { default: params } } } : {}),
    controls,
    clusters,
    timing,
    ...(seed === null ? {} : { seed }),
    plugin: url,
    ...listeners,
    filter: (name, chaosType) => asksFor(request, name, chaosType),
  });
  // The last one removes the clusters, and is always there.
  if (suite.checks.length <= 1) {
    throw usageError(`no check of ${subject.name} is called so`, "Leave out --filter to see the names of all.");
  }
  return suite;
}

/** The same request for one check alone. */
function againCommand(
  io: Io,
  { specifier, args, check }: { specifier: string; args: Arguments; check: CheckResult },
): string {
  const chaos = check.chaosType === null ? [] : ["--chaos", check.chaosType];
  const kept = ["option", "param"].flatMap((name) => args.list(name).flatMap((value) => [`--${name}`, value]));
  const times = timeOptions.flatMap((name) => (args.has(name) ? [`--${name}`, args.text(name) ?? ""] : []));
  const controls = args.flag("controls") ? ["--controls"] : [];
  const all = [...chaos, "--filter", check.name, ...kept, ...controls, ...times];
  return commandLine(io.program, ["plugin", "check", specifier, ...all]);
}

const timeOptions = ["seed", "horizon", "hold", "healthy-timeout", "quiet", "observe", "probe"];

function jsonOf(
  { subject, specifier, version }: Plugin,
  { results, tookMs, exitCode }: { results: readonly CheckResult[]; tookMs: number; exitCode: number },
): object {
  return {
    subject: { name: subject.name, summary: subject.summary, plugin: specifier, version },
    checks: results,
    ...countResults(results),
    tookMs,
    exitCode,
  };
}
