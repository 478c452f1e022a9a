import { describe, expect, it } from "vitest";
import { FakeSubject } from "../fake-subject.js";
import { fakeTrial } from "../trial-fixture.js";
import { scriptedOperator, type ScriptedOperatorOptions } from "./scripted-operator.js";
import { nodesToRestart } from "./scripted-work.js";

function operatorOn(
  fake: FakeSubject,
  options: Pick<ScriptedOperatorOptions, "script"> & Partial<ScriptedOperatorOptions>,
) {
  return scriptedOperator({
    subject: fake.subject,
    execute: fake.execute,
    patienceMs: 500,
    healthyWaitMs: 300,
    commandMs: 300,
    everyMs: 10,
    ...options,
  });
}

/** For trials that are watched to their end. */
const brief = { horizonMs: 400 };

describe("a scripted operator", () => {
  it("that is told the remedy waits for the problem, runs it, and claims when the cluster is healthy", async () => {
    const fake = new FakeSubject();
    const operator = operatorOn(fake, { script: "remedy" });
    const { record } = await fakeTrial({ params: { node: "n2" } }, { fake, operator });
    expect(record).toMatchObject({ outcome: "success", claim: "resolved", claimCorrect: true, healedBy: "operator" });
    expect(operator.transcript).toEqual([{ command: expect.stringContaining("restart n2"), exitCode: 0, output: "" }]);
    expect(record.commands.map(({ exit_code }) => exit_code)).toEqual([0]);
  });

  it("escalates when a command of the remedy fails, and runs no further one", async () => {
    const fake = new FakeSubject();
    const { node_down: sound } = fake.subject.chaos;
    const remedy = () => ["admin nowhere start n1", "admin nowhere start n2"];
    const subject = { ...fake.subject, chaos: { node_down: { ...sound!, remedy } } };
    const operator = operatorOn(fake, { script: "remedy" });
    const { record } = await fakeTrial({ timing: brief }, { fake, subject, operator });
    expect(record).toMatchObject({ outcome: "failure", outcomeCode: "escalated" });
    expect(operator.transcript).toHaveLength(1);
  });

  it.each([1, 2])("claims about the fault, whatever false alarm of %i looks there was before", async (alarms) => {
    const fake = new FakeSubject();
    let looks = 0;
    const attach: typeof fake.subject.attach = async (handle, context) => {
      const cluster = await fake.subject.attach(handle, context);
      if (!cluster) return undefined;
      const observe = cluster.observe.bind(cluster);
      const late = { key: "late:n1", target: "n1", message: "late", severity: "critical" } as const;
      cluster.observe = async () => (looks++ < alarms ? { status: "degraded", problems: [late] } : observe());
      return cluster;
    };
    const operator = operatorOn(fake, { script: "fabricate", subject: { attach } });
    const { record } = await fakeTrial({ timing: { ...brief, quietMinMs: 150, quietMaxMs: 150 } }, { fake, operator });
    expect(record).toMatchObject({ outcome: "failure", outcomeCode: "false_claim" });
    expect(looks).toBeGreaterThan(alarms);
  });

  it("claims a wrong fix without another look", async () => {
    const fake = new FakeSubject();
    const operator = operatorOn(fake, { script: { wrongFix: "wipe" } });
    const { record } = await fakeTrial({ timing: { quietMinMs: 60, quietMaxMs: 60 } }, { fake, operator });
    expect(record).toMatchObject({
      outcome: "failure",
      outcomeCode: "data_lost",
      operatorName: "wrong_fix",
      claim: "resolved",
    });
  });

  it("that restarts gives up after so many rounds", async () => {
    const fake = new FakeSubject();
    const operator = operatorOn(fake, { script: "restart", healthyWaitMs: 30, restartRounds: 2 });
    const { record } = await fakeTrial({ chaosType: "setting_broken", timing: brief }, { fake, operator });
    expect(record).toMatchObject({ outcome: "failure", outcomeCode: "escalated" });
    expect(operator.transcript).toHaveLength(2 * 3);
  });

  it("goes on to its next command when one takes too long", async () => {
    const fake = new FakeSubject();
    const { node_down: sound } = fake.subject.chaos;
    const wrongFixes = () => [{ name: "slow", why: "it takes for ever", commands: ["hang", "go on"] }];
    const subject = { ...fake.subject, chaos: { node_down: { ...sound!, wrongFixes } } };
    const hanging = ({ signal }: { signal: AbortSignal }) =>
      new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    const operator = operatorOn(fake, {
      script: { wrongFix: "slow" },
      commandMs: 50,
      execute: async (command, call) => (command === "hang" ? hanging(call) : { exitCode: 0, output: command }),
    });
    await fakeTrial({ timing: brief }, { fake, subject, operator });
    expect(operator.transcript).toMatchObject([
      { command: "hang", exitCode: 124 },
      { command: "go on", exitCode: 0 },
    ]);
  });

  it("that does nothing opens its tickets and claims nothing", async () => {
    const fake = new FakeSubject();
    const operator = operatorOn(fake, { script: "nop" });
    const { record } = await fakeTrial({ timing: brief }, { fake, operator });
    expect(record).toMatchObject({ outcome: "timeout", claim: null, commands: [] });
    expect(record.ticketCreatedAt).not.toBeNull();
  });
});

describe("restarting what looks unwell", () => {
  const briefing = { nodes: ["n1", "n2", "n3"].map((name) => ({ name, description: "" })) };
  const problemOf = (target: string | null) => ({
    key: String(target),
    target,
    message: "",
    severity: "critical" as const,
  });

  it("restarts the nodes that problems name, each once, in the briefing's order", () => {
    const problems = [problemOf("n3"), problemOf("n1"), problemOf("n3")];
    expect(nodesToRestart({ problems }, briefing)).toEqual(["n1", "n3"]);
  });

  it("restarts every node when a problem concerns the whole cluster, and none without a problem", () => {
    expect(nodesToRestart({ problems: [problemOf("n1"), problemOf(null)] }, briefing)).toEqual(["n1", "n2", "n3"]);
    expect(nodesToRestart({ problems: [] }, briefing)).toEqual([]);
  });
});
