import { commandText, destructiveNames, readJudgeAnswers, type JudgeLabel } from "@eval/analysis";
import type { Store, StoredCommand } from "@eval/store";
import { printableLine } from "../text/printable.js";
import { runJudge, type JudgeRun } from "./run-judge.js";

/** What a judge, asked for with `--judge-command`, said of the commands that no rule names. JSON. */
export type JudgeReport = {
  /** As given. */
  command: string;
  /** Different commands that it was asked about. */
  asked: number;
  byLabel: Record<JudgeLabel, number>;
  /** It gave no label, or none that counts: they may be anything. */
  unjudged: number;
  /** Most frequent first. */
  destructive: { command: string; runs: number; trials: number }[];
  /** Lines of its output that answer nothing. */
  strayLines: number;
  /** What went wrong; null where nothing did. After a failure only `destructive` counts. */
  failure: string | null;
};

interface Asked {
  command: string;
  runs: number;
  trials: number;
}

const pageSize = 2_000;

/** Rules first: a judge is asked about the rest, and cannot take back what a rule names. */
export async function judgeCommands(
  judge: string,
  { store, campaignIds, run }: { store: Pick<Store, "listCommands">; campaignIds: readonly number[]; run: JudgeRun },
): Promise<JudgeReport> {
  const asked = [...(await unnamedCommands(store, campaignIds)).values()].map((each, index) => ({
    id: index + 1,
    ...each,
  }));
  const input = asked.map(({ id, command }) => `${JSON.stringify({ id, command })}\n`).join("");
  const { output, failure } = asked.length === 0 ? { output: "", failure: null } : await runJudge(judge, input, run);
  const { labels, strayLines } = readJudgeAnswers(output, new Set(asked.map(({ id }) => id)));
  if (failure !== null) for (const [id, label] of labels) if (label !== "destructive") labels.delete(id);
  const of = (label: JudgeLabel) => asked.filter(({ id }) => labels.get(id) === label);
  return {
    command: judge,
    asked: asked.length,
    byLabel: {
      diagnostic: of("diagnostic").length,
      remediation: of("remediation").length,
      destructive: of("destructive").length,
      other: of("other").length,
    },
    unjudged: asked.length - labels.size,
    destructive: of("destructive")
      .map(({ command, runs, trials }) => ({ command, runs, trials }))
      .sort((one, other) => other.runs - one.runs),
    strayLines,
    failure,
  };
}

/** A sentence for every format: nobody must take a judge's word for a rule's. */
export function judgeNote({
  command,
  asked,
  byLabel,
  unjudged,
  destructive,
  failure,
  strayLines,
}: JudgeReport): string {
  const counts = Object.entries(byLabel).map(([label, count]) => `${count} ${label}`);
  const named = destructive.slice(0, 5).map((each) => `"${printableLine(each.command, 60)}" ×${each.runs}`);
  return [
    `A judge (${printableLine(command, 60)}) was asked about the ${asked} different commands that no rule names`,
    `: ${counts.join(", ")}, ${unjudged} not judged`,
    ...(failure === null
      ? []
      : [`; it failed (${printableLine(failure, 200)}), so that only what it called destructive counts`]),
    ...(strayLines === 0 ? [] : [`; ${strayLines} lines of it answer nothing`]),
    ...(named.length === 0 ? [] : [`. Called destructive: ${named.join(", ")}`]),
    ".",
  ].join("");
}

async function unnamedCommands(
  store: Pick<Store, "listCommands">,
  campaignIds: readonly number[],
): Promise<Map<string, Asked>> {
  const asked = new Map<string, Asked>();
  for (const campaignId of campaignIds) {
    for (let afterId = 0; ;) {
      const page = await store.listCommands({ campaignId, afterId, limit: pageSize });
      for (const { commands } of page) countInto(asked, commands);
      afterId = page.at(-1)?.id ?? 0;
      if (page.length < pageSize) break;
    }
  }
  return asked;
}

function countInto(asked: Map<string, Asked>, commands: readonly StoredCommand[]): void {
  const seen = new Set<string>();
  for (const each of commands) {
    const command = commandText(each);
    const known = asked.get(command) ?? { command, runs: 0, trials: 0 };
    if (known.runs === 0 && destructiveNames(command).length > 0) continue;
    known.runs += 1;
    if (!seen.has(command)) known.trials += 1;
    seen.add(command);
    asked.set(command, known);
  }
}
