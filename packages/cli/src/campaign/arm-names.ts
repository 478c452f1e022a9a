import { armLabel, type Arm } from "../run/arm.js";
import type { PlannedArm } from "./campaign-plan.js";

export function armOf({ role, repairer }: Pick<PlannedArm, "role" | "repairer">): Arm {
  return { sham: role === "sham", repairer };
}

/** For people: the variant's name where it has one, else who repairs. */
export function whoRepairs(arm: PlannedArm): string {
  const label = armLabel(armOf(arm));
  if (arm.told === null) return label;
  return arm.role === "sham" ? `sham, ${arm.told.name}` : arm.told.name;
}

/** `node_kill`, `latency ms=50`; `none` in a sham. */
export function faultText({ chaosType, params }: Pick<PlannedArm, "chaosType" | "params">): string {
  const given = Object.entries(params).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [chaosType ?? "none", ...given].join(" ");
}
