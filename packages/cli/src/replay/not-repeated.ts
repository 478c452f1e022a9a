import type { RecordedTrial } from "./recorded-trial.js";

export interface ReplayAround {
  /** Names that `--operator-env` gave values for. */
  given: readonly string[];
  /** Version of the subject's package as it is now. */
  subjectVersion: string | null;
  /** Of the harness. */
  harnessVersion: string;
  /** Whether anything about this machine differs, by the name of the fact. */
  host: { readonly [fact: string]: unknown };
}

const hostFacts = ["hostname", "kernel", "cores", "memoryMiB", "node"];

/** What of a recorded trial is not, or cannot be known to be, the same when it is repeated. In sentences. Pure. */
export function notRepeated(recorded: RecordedTrial, around: ReplayAround): string[] {
  const { operatorEnv, campaign, trial, repairer } = recorded;
  const missing = operatorEnv.filter((name) => !around.given.includes(name));
  const then = trial.versions ?? {};
  const versions = [
    ...(then["harness"] === around.harnessVersion ? [] : [`the harness (${text(then["harness"])} then)`]),
    ...(then["subject"] === around.subjectVersion ? [] : [`the subject (${text(then["subject"])} then)`]),
  ];
  const machine = hostFacts.filter((fact) => campaign.host !== null && campaign.host[fact] !== around.host[fact]);
  return [
    ...(missing.length > 0
      ? [`the operator lacks ${missing.join(", ")}, whose values are not recorded: give them with --operator-env`]
      : []),
    ...(versions.length > 0 ? [`other versions: ${versions.join(", ")}`] : []),
    ...(machine.length > 0 ? [`another machine, or another state of it: ${machine.join(", ")}`] : []),
    ...(repairer.by.endsWith("-command")
      ? ["the operator's command line is the same; whether the program behind it is, nobody recorded"]
      : []),
    ...(repairer.by === "database" ? ["the operator runs on its own; whether it is the same, nobody recorded"] : []),
  ];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "unknown";
}
