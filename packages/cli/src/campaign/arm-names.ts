import { armLabel, type Arm } from "../run/arm.js";
import { armText } from "../text/arm-text.js";
import type { PlannedArm } from "./campaign-plan.js";

export function armOf({ role, repairer }: Pick<PlannedArm, "role" | "repairer">): Arm {
  return { sham: role === "sham", repairer };
}

/** For people: operator and variant. */
export function whoRepairs(arm: PlannedArm): string {
  const { chaosType, told, role } = arm;
  const variant = told?.name ?? null;
  return armText({
    label: armLabel(armOf(arm)),
    baseline: arm.repairer.by === "nobody",
    variant,
    chaosType: role === "sham" ? "none" : chaosType,
  });
}

/** `node_kill`, `latency ms=50`; `none` in a sham. */
export function faultText({ chaosType, params }: Pick<PlannedArm, "chaosType" | "params">): string {
  const given = Object.entries(params).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [chaosType ?? "none", ...given].join(" ");
}
