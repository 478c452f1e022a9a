import { isHarnessError } from "@eval/core";
import { describe, expect, it } from "vitest";
import { Arguments } from "./arguments.js";
import { readRunRequest } from "./read-run-request.js";

const read = (values: { readonly [name: string]: unknown }) => readRunRequest(new Arguments(values));

function complaint(values: { readonly [name: string]: unknown }): string {
  try {
    read(values);
  } catch (error) {
    if (isHarnessError(error) && error.code === "usage_invalid") return error.message;
    throw error;
  }
  return "accepted";
}

describe("readRunRequest", () => {
  it("fills in the defaults", () => {
    expect(read({ baseline: true, chaos: "node_kill" })).toMatchObject({
      plugin: "@eval/subject-postgres",
      chaosType: "node_kill",
      arm: { sham: false, repairer: { by: "nobody" } },
      trials: 1,
      seed: null,
      db: "eval.db",
      minValid: 0.5,
      timing: { horizonMs: 300_000, holdMs: 10_000, quietMinMs: 5_000, quietMaxMs: 15_000 },
    });
  });

  it("reads each way of naming an operator", () => {
    const repairer = (values: object) => {
      const { arm } = read({ ...values });
      return arm === "controls" ? arm : arm.repairer;
    };
    expect(repairer({ operator: "remedy" })).toEqual({ by: "agent", agent: "remedy" });
    expect(repairer({ operator: "wrong_fix:wipe" })).toEqual({ by: "agent", agent: "wrong_fix", wrongFix: "wipe" });
    expect(repairer({ "operator-db": "op.db" })).toEqual({ by: "database", operatorDb: "op.db", briefingOut: null });
    expect(repairer({ "operator-command": "x" })).toEqual({ by: "operator-command", command: "x" });
    expect(repairer({ "agent-command": "x" })).toEqual({ by: "agent-command", command: "x" });
    expect(read({ controls: true }).arm).toBe("controls");
  });

  it("refuses a horizon within which nobody would look", () => {
    expect(complaint({ baseline: true, horizon: "1s", observe: "2s" })).toContain("too seldom for a horizon of 1.0 s");
    expect(complaint({ baseline: true, horizon: "1s", observe: "1s" })).toBe("accepted");
  });

  it("asks for exactly one arm", () => {
    expect(complaint({})).toMatch(/nobody is named/);
    expect(complaint({ "agent-command": " " })).toMatch(/--agent-command is empty/);
    expect(complaint({ baseline: true, operator: "nop" })).toBe("--baseline and --operator exclude each other");
    expect(complaint({ controls: true, "operator-db": "x" })).toBe("--operator-db and --controls exclude each other");
    expect(complaint({ controls: true, sham: true })).toMatch(/exclude each other/);
  });

  it("lets a sham have an operator or none, and no fault", () => {
    expect(read({ sham: true }).arm).toEqual({ sham: true, repairer: { by: "nobody" } });
    expect(read({ sham: true, operator: "restart" }).arm).toMatchObject({ sham: true, repairer: { agent: "restart" } });
    expect(complaint({ sham: true, chaos: "node_kill" })).toMatch(/leave out --chaos/);
  });

  it("names the nearest agent", () => {
    expect(complaint({ operator: "restrat" })).toMatch(/did you mean restart\?/);
    expect(complaint({ operator: "wrong_fix" })).toMatch(/wrong_fix:NAME/);
  });

  it("refuses options that would have no effect", () => {
    expect(complaint({ baseline: true, "operator-env": ["A=1"] })).toMatch(/needs an operator to start/);
    expect(complaint({ "operator-db": "x", "operator-files": "y" })).toMatch(/needs an operator to start/);
    expect(complaint({ operator: "nop", "briefing-out": "x" })).toMatch(/needs --operator-db/);
  });

  it("refuses an option given twice, and one without a value", () => {
    expect(complaint({ baseline: true, seed: ["a", "b"] })).toBe("--seed was given more than once");
    expect(complaint({ baseline: true, seed: "" })).toBe("--seed needs a value");
  });

  it("reads times", () => {
    const { timing } = read({ baseline: true, horizon: "5m", hold: "0", quiet: "1..2s", observe: "100ms", probe: "1" });
    expect(timing).toMatchObject({
      horizonMs: 300_000,
      holdMs: 0,
      quietMinMs: 1_000,
      quietMaxMs: 2_000,
      observeMs: 100,
      probeMs: 1_000,
    });
    expect(complaint({ baseline: true, horizon: "0" })).toMatch(/--horizon/);
  });
});
