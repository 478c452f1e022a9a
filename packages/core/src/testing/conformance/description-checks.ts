import type { Json, JsonObject } from "../../json.js";
import { parseStrictly } from "../../plugin.js";
import { CONTRACT, type EvalSubject, type Schema } from "../../subject.js";
import type { CheckDraft } from "./check-draft.js";
import type { ConformanceSettings } from "./conformance-options.js";
import { demand, demandJson, fail, shorten } from "./demand.js";
import { paramsOf, type FaultCase } from "./fault.js";
import { inOtherProcess } from "./other-process.js";

/** What can be told without any cluster. */
export function descriptionChecks(settings: ConformanceSettings): CheckDraft[] {
  const { plugin } = settings;
  return [
    {
      name: "describes itself, with names in snake_case",
      chaosType: null,
      run: async ({ subject }) => describesItself(subject),
    },
    {
      name: "refuses bad options and unknown names",
      chaosType: null,
      run: async ({ subject }) => refusesBadValues(subject.options, settings.options, "options_invalid"),
    },
    {
      name: "says in words what the host lacks",
      chaosType: null,
      run: async (station) => {
        const { subject } = station;
        const needs = [...new Set(Object.values(subject.chaos).flatMap((chaos) => chaos.needs ?? []))];
        const lacking = await station.call("preflight", (context) =>
          subject.preflight({ needs, options: settings.options }, context),
        );
        for (const { capability, message, hint } of lacking) {
          demand(message !== "" && hint !== "", `preflight says nothing about ${capability}`);
        }
      },
    },
    {
      name: "importing it creates nothing",
      chaosType: null,
      ...(plugin === null ? { skipped: "needs the suite's option `plugin`" } : {}),
      run: async () => {
        const { left } = await inOtherProcess({ plugin: plugin ?? "", ms: settings.timing.callMs });
        demand(left.length === 0, `importing the plugin left open: ${left.join(", ")}`);
      },
    },
  ];
}

export function paramsCheck(at: FaultCase): CheckDraft {
  return {
    name: `${at.title}: refuses bad parameters and unknown names`,
    chaosType: at.chaosType,
    run: async () => refusesBadValues(at.chaos.params, paramsOf(at), "params_invalid"),
  };
}

const snakeCase = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

export function demandSnakeCase(name: string, what: string): void {
  demand(snakeCase.test(name), `${what} ${JSON.stringify(name)} is not in snake_case`);
}

function describesItself(subject: EvalSubject): void {
  demand(subject.contract === CONTRACT, `the contract is ${String(subject.contract)}, not ${CONTRACT}`);
  demand(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(subject.name), `the name ${subject.name} is not in kebab-case`);
  demand(subject.summary !== "", "there is no summary");
  const chaos = Object.entries(subject.chaos);
  demand(chaos.length > 0, "there is no chaos type");
  for (const [name, { summary, symptom }] of chaos) {
    demandSnakeCase(name, "the chaos type");
    demand(summary !== "", `${name} has no summary`);
    demand(symptom === undefined || symptom.withinMs > 0, `${name} promises a symptom within no time`);
  }
}

/** Of every kind there is in JSON, and none that a sensible schema takes for all of its names. */
const strange: readonly Json[] = [null, true, -1.5, 1e300, "", "\u0000 no such value", [], [null], {}, { no: "such" }];

function refusesBadValues(schema: Schema<unknown>, good: JsonObject, code: "options_invalid" | "params_invalid"): void {
  if (!("shape" in schema)) fail("the schema is no zod object, so nobody can list its names");
  const refuses = (value: JsonObject) => {
    try {
      parseStrictly(schema, value, code);
      return false;
    } catch {
      return true;
    }
  };
  demand(!refuses(good), `good values are refused: ${shorten(JSON.stringify(good))}`);
  demandJson(schema.parse(good), "what the schema makes of good values");
  demand(refuses({ ...good, no_such_name: 1 }), "an unknown name is accepted");
  for (const name of Object.keys(schema.shape as object)) {
    demand(
      strange.some((value) => refuses({ ...good, [name]: value })),
      `any value at all is accepted for ${name}`,
    );
  }
}
