import { smallestSweep } from "@eval/analysis";
import type { ChaosType, EvalSubject } from "@eval/core";
import { stringify } from "yaml";
import { entryOf } from "../chaos/catalogue.js";

export interface FirstCampaign {
  subject: EvalSubject;
  /** As the file is to name it. */
  plugin: string;
  name: string;
  /** Where an editor finds the schema of campaign files. */
  schema: string;
  /** How a person calls this program. */
  program: string;
  file: string;
}

/** So many chaos types are switched on; the others stand there to be chosen. */
const mostActive = 2;

/** A campaign file that runs as it is: a baseline and a naive operator against faults that show. Pure. */
export function firstCampaign({ subject, plugin, name, schema, program, file }: FirstCampaign): string {
  const active = firstChoice(subject);
  const chaos = Object.entries(subject.chaos).map(
    ([type, { summary }]) => `  ${active.has(type) ? "" : "# "}- type: ${type} # ${summary}`,
  );
  return `# yaml-language-server: $schema=${schema}
#
# ${program} validate ${file}
# ${program} run campaign ${file}
name: ${scalar(name)}
subjects:
  - plugin: ${scalar(plugin)}
    # options: {}
chaos_types:
${chaos.join("\n")}
# Fewer show no difference between two arms, whatever happens.
trials_per_combination: ${smallestSweep(0.05, "midP")}
# What heals by itself?
include_baseline: true
# include_shams: true
# include_controls: true
variants:
  - name: restart
    operator: restart
  # - name: mine
  #   model: some-model
  #   command: my-operator --db {operatorDb} --briefing {briefing}
horizon: 120s
# seed: ${scalar(name)}
# cooldown_seconds: 0
`;
}

/** One that a restart repairs and one that it does not, where there are such: that tells the naive operator's two sides. */
function firstChoice(subject: EvalSubject): Set<string> {
  const fit = Object.entries(subject.chaos).flatMap(([name, chaos]) => (isFit(chaos) ? [entryOf(name, chaos)] : []));
  const declared = (["yes", "no"] as const).map((wanted) =>
    fit.find(({ healsByRestart }) => healsByRestart === wanted),
  );
  const choice = [...declared, ...fit].flatMap((entry) => (entry ? [entry.name] : []));
  return new Set([...new Set(choice)].slice(0, mostActive));
}

/** Without parameters to choose, without needs that a host may lack, and with a symptom an operator can see. */
function isFit({ params, needs, symptom }: ChaosType): boolean {
  return symptom !== undefined && (needs ?? []).length === 0 && params.safeParse({}).success;
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd();
}
