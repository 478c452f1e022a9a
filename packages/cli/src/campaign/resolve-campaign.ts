import { dirname, isAbsolute, relative, resolve } from "node:path";
import {
  asHarnessError,
  chaosTypeOf,
  defaultTiming,
  HarnessError,
  isHarnessError,
  loadPlugin,
  parseStrictly,
  type Plugin,
  type Timing,
} from "@eval/core";
import { timingContradiction } from "../arguments/timing-sense.js";
import { checkYaml } from "./check-yaml.js";
import { campaignSchema, type CampaignFile } from "./campaign-file.js";
import type { CampaignPlan, PlannedSubject, PlannedVariant } from "./campaign-plan.js";
import { resolveVariants, type OperatorDefault } from "./resolve-variants.js";
import { readYamlFile, type Path, type YamlSource } from "./yaml-source.js";

/** A campaign file with everything it names found and checked; nothing has been made yet. */
export interface ResolvedCampaign {
  /** As it was given. */
  file: string;
  plan: CampaignPlan;
  /** In the order of the plan's subjects. */
  plugins: readonly Plugin[];
  timing: Timing;
  cooldownMs: number;
  /** Clusters at a time. */
  parallel: number;
  minValid: number;
  shareUser: boolean;
  /** Absolute; null: the default. */
  operatorFiles: string | null;
}

export interface Resolving {
  cwd: string;
  /** The operator of variants that name none, where the file has no other; from the command line. */
  operator: OperatorDefault | null;
}

/** Rejects with `campaign_invalid`, or with what a subject says to its options and chaos types, naming the line. */
export async function resolveCampaign(file: string, { cwd, operator }: Resolving): Promise<ResolvedCampaign> {
  const path = resolve(cwd, file);
  const source = await readYamlFile(path, isAbsolute(file) ? relative(cwd, file) || file : file);
  const campaign = checkYaml(source, campaignSchema);
  const folder = dirname(path);
  const variants = await resolveVariants(campaign, source, { folder, cwd, operator });
  const resolved = await resolveSubjects(campaign, source, { folder, cwd });
  refuseEmptiness(campaign, source, variants.length);
  refuseSharedOperator(campaign, source, variants);
  const timing = timingOf(campaign);
  const contradiction = timingContradiction(timing);
  if (contradiction) throw source.errorAt([], contradiction.message, { key: "observe", hint: contradiction.hint });
  return {
    file: source.file,
    plan: {
      name: campaign.name,
      seed: campaign.seed ?? campaign.name,
      repetitions: campaign.trials_per_combination,
      order: campaign.order,
      subjects: resolved.map(({ planned }) => planned),
      variants,
      baseline: campaign.include_baseline,
      shams: campaign.include_shams,
      controls: campaign.include_controls,
      watch: { horizonMs: campaign.horizon, holdMs: campaign.hold, endOnClaim: campaign.end_on_claim },
    },
    plugins: resolved.map(({ plugin }) => plugin),
    timing,
    cooldownMs: campaign.cooldown_seconds * 1_000,
    parallel: campaign.parallel,
    minValid: campaign.min_valid,
    shareUser: campaign.share_user,
    operatorFiles: campaign.operator_files === undefined ? null : resolve(folder, campaign.operator_files),
  };
}

interface Places {
  /** The campaign file's. */
  folder: string;
  cwd: string;
}

async function resolveSubjects(
  campaign: CampaignFile,
  source: YamlSource,
  places: Places,
): Promise<{ plugin: Plugin; planned: PlannedSubject }[]> {
  const resolved: { plugin: Plugin; planned: PlannedSubject }[] = [];
  for (const [index, entry] of campaign.subjects.entries()) {
    const path = ["subjects", index];
    const { specifier, options, at } =
      typeof entry === "string"
        ? { specifier: packageOf(entry), options: {}, at: path }
        : { specifier: entry.plugin, options: entry.options, at: [...path, "plugin"] };
    const plugin = await located(source, at, () => load(specifier, places));
    const { subject } = plugin;
    const planned: PlannedSubject = {
      name: subject.name,
      options: await located(source, [...path, "options"], () =>
        parseStrictly(subject.options, options, "options_invalid"),
      ),
      chaos: await chaosOf(campaign, source, plugin),
    };
    const twin = resolved.some(({ planned: other }) => JSON.stringify(other) === JSON.stringify(planned));
    if (twin) throw source.errorAt(path, `${subject.name} with these options is listed already`);
    resolved.push({ plugin, planned });
  }
  return resolved;
}

async function chaosOf(
  campaign: CampaignFile,
  source: YamlSource,
  { subject }: Plugin,
): Promise<PlannedSubject["chaos"]> {
  const chaos: { type: string; params: PlannedSubject["options"] }[] = [];
  for (const [index, { type, params }] of campaign.chaos_types.entries()) {
    const path = ["chaos_types", index];
    const chaosType = await located(source, [...path, "type"], () => chaosTypeOf(subject, type));
    const parsed = await located(source, [...path, "params"], () =>
      parseStrictly(chaosType.params, params ?? {}, "params_invalid"),
    );
    const twin = chaos.some((other) => other.type === type && JSON.stringify(other.params) === JSON.stringify(parsed));
    if (twin) throw source.errorAt(path, `${type} with these parameters is listed already`);
    chaos.push({ type, params: parsed });
  }
  return chaos;
}

/** What fails says where in the file it was asked for; an unknown option or parameter itself, if there is one. */
async function located<T>(source: YamlSource, path: Path, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isHarnessError(error)) throw error;
    const { key } = error.details;
    throw new HarnessError(error.code, {
      message: `${source.place(path, typeof key === "string" ? key : undefined)}: ${error.message}`,
      hint: error.hint,
      details: error.details,
      cause: error.cause,
    });
  }
}

/** `tikv` is how the subjects of this project may be called; anything else is a package or a path as written. */
function packageOf(entry: string): string {
  return /^[a-z][a-z0-9-]*$/.test(entry) ? `@eval/subject-${entry}` : entry;
}

/** Paths from the file's folder; packages from the current folder, as on the command line, or else from there. */
async function load(specifier: string, { folder, cwd }: Places): Promise<Plugin> {
  if (specifier.startsWith(".") || isAbsolute(specifier)) return loadPlugin(specifier, folder);
  try {
    return await loadPlugin(specifier, cwd);
  } catch (error) {
    if (asHarnessError(error, "plugin_invalid").code !== "plugin_not_found") throw error;
    return loadPlugin(specifier, folder).catch(() => Promise.reject(error as Error));
  }
}

function refuseEmptiness(campaign: CampaignFile, source: YamlSource, variants: number): void {
  const hint = "Name an operator (operator, command, agent_command, operator_db), variants, or include_baseline: true.";
  const arms = variants > 0 || campaign.include_baseline || campaign.include_controls;
  if (!arms) throw source.errorAt([], "nobody is named who repairs", { hint });
  if (campaign.include_shams && variants === 0) {
    throw source.errorAt(["include_shams"], "a sham needs an operator to watch", { key: "include_shams", hint });
  }
  if (campaign.chaos_types.length === 0 && !campaign.include_shams) {
    throw source.errorAt([], "chaos_types is missing", { hint: "List them with `eval chaos --plugin NAME`." });
  }
}

/** An operator that runs already has one database, in which nobody could tell the clusters' tickets apart. */
function refuseSharedOperator(campaign: CampaignFile, source: YamlSource, variants: readonly PlannedVariant[]): void {
  if (campaign.parallel === 1 || variants.every(({ repairer }) => repairer.by !== "database")) return;
  throw source.errorAt(["parallel"], "an operator that runs already (operator_db) can watch one cluster at a time", {
    hint: "Write parallel: 1, or let the campaign start its operators: command, agent_command or operator.",
  });
}

function timingOf(campaign: CampaignFile): Timing {
  return {
    ...defaultTiming,
    horizonMs: campaign.horizon,
    holdMs: campaign.hold,
    healthyMs: campaign.healthy_timeout,
    observeMs: campaign.observe,
    probeMs: campaign.probe,
    quietMinMs: campaign.quiet.minMs,
    quietMaxMs: campaign.quiet.maxMs,
  };
}
