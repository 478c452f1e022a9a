import type { Arguments } from "../arguments/arguments.js";
import { parseKeyValues } from "../arguments/key-values.js";
import { defaultPlugin } from "../commands/command.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { jsonText } from "../json/version.js";
import { printableLine } from "../text/printable.js";
import { checkDocker } from "./check-docker.js";
import { checkIsolation } from "./check-isolation.js";
import { checkKernel } from "./check-kernel.js";
import { checkNode } from "./check-node.js";
import { checkPlugin } from "./check-plugin.js";
import { checkSqlite } from "./check-sqlite.js";
import type { Check } from "./check.js";

/** `eval doctor`. Exits with 2 when something that is needed is missing. */
export async function doctor(args: Arguments, io: Io): Promise<number> {
  const plugin = args.text("plugin") ?? defaultPlugin;
  const given = parseKeyValues(args.list("option"), "--option");
  const say = (line: string) => io.stderr.write(`${line}\n`);
  const found = await Promise.all([
    checkSqlite(),
    checkPlugin(plugin, io.cwd, { given, say, program: io.program }),
    checkIsolation(),
    checkDocker(io.env),
    checkKernel(io.host.platform),
  ]);
  const checks = [checkNode(io.host.node), ...found.flat()];
  const healthy = isHealthy(checks);
  if (args.flag("json")) io.stdout.write(jsonText("doctor", { healthy, checks }));
  else io.stdout.write(doctorPage(checks));
  return healthy ? exitCodes.ok : exitCodes.usage;
}

export function isHealthy(checks: readonly Check[]): boolean {
  return checks.every(({ needed, status }) => !needed || status !== "missing");
}

export function doctorPage(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, status, needed, detail, todo }) => [
    `${signs[status]}  ${printableLine(name).padEnd(width)}  ${printableLine(detail, 300)}`,
    ...(todo === null ? [] : [`${" ".repeat(width + 11)}${needed ? "needed: " : ""}${printableLine(todo, 300)}`]),
  ]);
  const end = isHealthy(checks) ? "Nothing that is needed is missing." : "Something that is needed is missing.";
  return `${lines.join("\n")}\n\n${end}\n`;
}

const signs = { ok: "ok     ", missing: "missing", unknown: "unknown" } as const;
