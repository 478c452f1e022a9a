import { asHarnessError, loadPlugin, parseStrictly, type EvalSubject, type Lacking } from "@eval/core";
import { typed, type KeyValues } from "../arguments/key-values.js";
import { preflight, type Asking } from "../run/resolve-subject.js";
import { asTyped } from "../text/as-typed.js";
import { checkClusters } from "./check-clusters.js";
import type { Check } from "./check.js";

/** Somebody waits for the answer. */
const preflightMs = 20_000;

/** Whether the subject loads, what its own preflight says of this host, and which clusters of it are here. */
export async function checkPlugin(
  specifier: string,
  cwd: string,
  {
    given = {},
    say = () => undefined,
    program = "npx opseval",
  }: { given?: KeyValues; say?: Asking["say"]; program?: string } = {},
): Promise<Check[]> {
  try {
    const { subject, version } = await loadPlugin(specifier, cwd);
    const loaded: Check = {
      name: `subject ${subject.name}`,
      status: "ok",
      needed: true,
      detail: `${specifier} ${version ?? "(no version)"}, ${Object.keys(subject.chaos).length} chaos types`,
      todo: null,
    };
    const clusters = await checkClusters(subject, { specifier, program });
    return [loaded, ...(await checkNeeds(subject, { given, say })), ...clusters];
  } catch (error) {
    const { message, hint } = asHarnessError(error, "plugin_invalid");
    return [{ name: `subject ${specifier}`, status: "missing", needed: true, detail: message, todo: asTyped(hint) }];
  }
}

async function checkNeeds(
  subject: EvalSubject,
  { given, say }: { given: KeyValues; say: Asking["say"] },
): Promise<Check[]> {
  const chaos = Object.entries(subject.chaos);
  const options = parseStrictly(subject.options, typed(given, subject.options), "options_invalid");
  const asking = { say, withinMs: preflightMs };
  const always = await preflight(subject, { needs: [], options }, asking);
  const needs = [...new Set(chaos.flatMap(([, type]) => type.needs ?? []))];
  const sometimes = needs.length === 0 || always.length > 0 ? [] : await preflight(subject, { needs, options }, asking);
  const known = new Set(always.map(({ capability }) => capability));
  return [
    ...always.map((lacking) => checkOf(subject, lacking, { needed: true, of: "everything" })),
    ...sometimes
      .filter(({ capability }) => !known.has(capability))
      .map((lacking) => {
        const affected = chaos.filter(([, type]) => type.needs?.includes(lacking.capability)).map(([name]) => name);
        return checkOf(subject, lacking, { needed: false, of: affected.join(", ") });
      }),
  ];
}

function checkOf(
  subject: EvalSubject,
  { capability, message, hint }: Lacking,
  { needed, of }: { needed: boolean; of: string },
): Check {
  return {
    name: `${subject.name}: ${capability}`,
    status: "missing",
    needed,
    detail: `${message} (needed by ${of})`,
    todo: asTyped(hint),
  };
}
