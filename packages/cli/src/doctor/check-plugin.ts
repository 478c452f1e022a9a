import { asHarnessError, loadPlugin, parseStrictly, type EvalSubject, type Lacking } from "@eval/core";
import { preflight } from "../run/resolve-subject.js";
import type { Check } from "./check.js";

/** Whether the subject loads, and what its own preflight says of this host. */
export async function checkPlugin(specifier: string, cwd: string): Promise<Check[]> {
  try {
    const { subject, version } = await loadPlugin(specifier, cwd);
    const loaded: Check = {
      name: `subject ${subject.name}`,
      status: "ok",
      needed: true,
      detail: `${specifier} ${version ?? "(no version)"}, ${Object.keys(subject.chaos).length} chaos types`,
      todo: null,
    };
    return [loaded, ...(await checkNeeds(subject))];
  } catch (error) {
    const { message, hint } = asHarnessError(error, "plugin_invalid");
    return [{ name: `subject ${specifier}`, status: "missing", needed: true, detail: message, todo: hint }];
  }
}

async function checkNeeds(subject: EvalSubject): Promise<Check[]> {
  const chaos = Object.entries(subject.chaos);
  // What is lacking with other options is said where they are given.
  const options = parseStrictly(subject.options, {}, "options_invalid");
  const always = await preflight(subject, { needs: [], options });
  const needs = [...new Set(chaos.flatMap(([, type]) => type.needs ?? []))];
  const sometimes = needs.length === 0 ? [] : await preflight(subject, { needs, options });
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
    todo: hint,
  };
}
