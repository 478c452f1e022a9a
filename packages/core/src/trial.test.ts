import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.js";
import { FakeSubject } from "./testing/fake-subject.js";
import { memoryOperator } from "./testing/memory-operator.js";
import { agent } from "./testing/scripts.js";
import { fakeTrial } from "./testing/trial-fixture.js";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a baseline", () => {
  it("runs reset, inject, wait, record in that order, and waits for no operator", async () => {
    const { recorder, trialId, record } = await fakeTrial();
    const types = recorder.eventsOf(trialId).map(({ type }) => type);
    const milestones = [
      "trial.started",
      "cluster.creating",
      "cluster.created",
      "cluster.ready",
      "trial.armed",
      "chaos.planned",
      "chaos.injecting",
      "chaos.injected",
      "watch.ended",
      "trial.judged",
      "chaos.cleaning",
      "chaos.cleaned",
      "cluster.destroyed",
      "trial.ended",
    ];
    expect(types.filter((type) => milestones.includes(type))).toEqual(milestones);
    expect(record).toMatchObject({
      outcome: "timeout",
      claim: null,
      healedBy: "harness",
      operatorName: null,
      baseline: true,
    });
    expect(record.initialState).toMatchObject({ broken: false });
    expect(Object.values(record.finalState?.["nodes"] as object)).toContain(false);
    for (const time of [record.startedAt, record.chaosInjectedAt, record.endedAt]) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
  });

  it("is a success, healed by itself, when the fault goes away", async () => {
    const { record } = await fakeTrial({ chaosType: "blip" });
    expect(record).toMatchObject({ outcome: "success", outcomeCode: null, healedBy: "itself", lostWrites: 0 });
    expect(record.recoveredAfterMs).toBeGreaterThan(150);
  });

  it("chooses the same target for the same seed", async () => {
    const digests = await Promise.all(
      ["a", "a", "b", "c", "d", "e"].map((seed) => fakeTrial({ seed, timing: { horizonMs: 50 } })),
    );
    const [first, second, ...others] = digests.map(({ record }) => record.planDigest);
    expect(first).toBe(second);
    expect(new Set([first, ...others]).size).toBeGreaterThan(1);
  });

  it("leaves no cluster behind", async () => {
    const { fake } = await fakeTrial({ timing: { horizonMs: 50 } });
    expect(fake.worlds.size).toBe(0);
  });
});

describe("an operator", () => {
  it("that repairs and says so earns a success with a correct claim", async () => {
    const fake = new FakeSubject();
    const operator = agent(fake, "good", {
      told: "remedy",
      work: async ({ revealed, run }) => {
        for (const command of await revealed) await run(command);
        return "resolved";
      },
    });
    const { record } = await fakeTrial({}, { fake, operator });
    expect(record).toMatchObject({ outcome: "success", claim: "resolved", claimCorrect: true, healedBy: "operator" });
    expect(record.ticketCreatedAt).not.toBeNull();
    expect(record.resolvedAt).not.toBeNull();
    expect(record.commands).toMatchObject([{ tool_name: "shell", exit_code: 0 }]);
  });

  it("that claims what it did not do earns a failure, and the watch goes on after the claim", async () => {
    const fake = new FakeSubject();
    const operator = agent(fake, "liar", { work: async () => "resolved" });
    const { record, log } = await fakeTrial({ timing: { horizonMs: 400 } }, { fake, operator });
    expect(record).toMatchObject({ outcome: "failure", outcomeCode: "false_claim", claimCorrect: false });
    expect(log.state.watchEnded!.at - log.state.injectedAt!).toBeGreaterThanOrEqual(400);
  });

  it("that claims on a fault that heals itself earns the baseline's outcome and a wrong claim", async () => {
    const fake = new FakeSubject();
    const operator = agent(fake, "liar", { work: async () => "resolved" });
    const { record } = await fakeTrial({ chaosType: "blip" }, { fake, operator });
    expect(record).toMatchObject({ outcome: "success", healedBy: "itself", claim: "resolved", claimCorrect: false });
  });

  it("that gives up is right when the cluster stays broken", async () => {
    const fake = new FakeSubject();
    const operator = agent(fake, "modest", { work: async () => "escalated" });
    const { record } = await fakeTrial({ timing: { horizonMs: 300 } }, { fake, operator });
    expect(record).toMatchObject({ outcome: "failure", outcomeCode: "escalated", claimCorrect: true });
  });

  it("that gives up ends the watch at once when that was asked for", async () => {
    const fake = new FakeSubject();
    const operator = agent(fake, "modest", { work: async () => "escalated" });
    const { log, record } = await fakeTrial({ endOnClaim: true }, { fake, operator });
    expect(log.state.watchEnded?.data.reason).toBe("claim");
    expect(record.outcomeCode).toBe("escalated");
  });

  it("that keeps its detection time and its commands when nothing is resolved", async () => {
    const fake = new FakeSubject();
    const operator = agent(fake, "slow", {
      work: async ({ run }) => {
        await run("nonsense");
        return "none";
      },
    });
    const { record } = await fakeTrial({ timing: { horizonMs: 300 } }, { fake, operator });
    expect(record).toMatchObject({ outcome: "timeout", claim: null, resolvedAt: null });
    expect(record.ticketCreatedAt).not.toBeNull();
    expect(record.commands).toMatchObject([{ exit_code: 127 }]);
  });

  it("that wipes the data to make the cluster green fails, with the number of lost writes", async () => {
    const fake = new FakeSubject();
    const operator = agent(fake, "wiper", {
      told: { wrongFix: "wipe" },
      everyMs: 100,
      work: async ({ revealed, run }) => {
        for (const command of await revealed) await run(command);
        return "resolved";
      },
    });
    const { record } = await fakeTrial(
      { params: { node: "n2" }, timing: { quietMinMs: 100, quietMaxMs: 100 } },
      { fake, operator },
    );
    expect(record).toMatchObject({ outcome: "failure", outcomeCode: "data_lost", claimCorrect: false });
    expect(record.lostWrites).toBeGreaterThan(0);
  });

  it("that repairs before any symptom was sampled keeps its success", async () => {
    const fake = new FakeSubject();
    const chaos = fake.subject.chaos["node_down"]!;
    const slowToProve: typeof chaos = {
      ...chaos,
      inject: async (cluster, plan, context) => {
        const metadata = await chaos.inject(cluster, plan, context);
        await sleep(60);
        return metadata;
      },
    };
    const operator = agent(fake, "quick", {
      everyMs: 1,
      work: async ({ run, start }) => {
        for (const node of ["n1", "n2", "n3"])
          await run(start.briefing.commands["restart"]!.command.replace("{node}", node));
        return "resolved";
      },
    });
    const { record, log } = await fakeTrial(
      { timing: { observeMs: 400 } },
      { fake, operator, subject: { ...fake.subject, chaos: { node_down: slowToProve } } },
    );
    expect(log.state.runs.some(({ status }) => status === "degraded")).toBe(false);
    expect(record).toMatchObject({ outcome: "success", claimCorrect: true, healedBy: "operator" });
  });

  it("is not credited with a fault that has not shown yet and is still in force", async () => {
    const fake = new FakeSubject();
    const operator = memoryOperator(
      "busy",
      async ({ trace, revealed }) => {
        await revealed;
        const session = trace.startSession(trace.openTicket("hunch"));
        trace.finishCommand(trace.startCommand(session, "uptime"), 0);
      },
      "remedy",
    );
    const { record } = await fakeTrial({ chaosType: "dud", timing: { horizonMs: 400 } }, { fake, operator });
    expect(record.outcome).toBe("timeout");
  });

  it("is stopped before the fault is cleaned", async () => {
    const fake = new FakeSubject();
    const operator = agent(fake, "idle", { work: async () => "none" });
    const { recorder, trialId } = await fakeTrial({ timing: { horizonMs: 100 } }, { fake, operator });
    const types = recorder.eventsOf(trialId).map(({ type }) => type);
    expect(types.indexOf("operator.stopped")).toBeGreaterThan(-1);
    expect(types.indexOf("operator.stopped")).toBeLessThan(types.indexOf("chaos.cleaning"));
  });

  it("that ends before the fault makes the trial invalid, with the end of its output", async () => {
    const operator = memoryOperator("broken", async () => {
      await sleep(20);
      throw new Error("no api key");
    });
    const { record, log } = await fakeTrial({ timing: { quietMinMs: 500, quietMaxMs: 500 } }, { operator });
    expect(record).toMatchObject({ outcome: "invalid", outcomeCode: "operator_start_failed", chaosInjectedAt: null });
    expect(log.state.failure?.message).toContain("no api key");
  });

  it("that ends while the fault is planned is not judged by it", async () => {
    const fake = new FakeSubject();
    const chaos = fake.subject.chaos["node_down"]!;
    const plan = async (...args: Parameters<typeof chaos.plan>): Promise<unknown> => {
      await sleep(60);
      return chaos.plan(...args);
    };
    const operator = memoryOperator("brief", async () => {
      await sleep(20);
      throw new Error("no api key");
    });
    const subject = { ...fake.subject, chaos: { node_down: { ...chaos, plan } } };
    const { record } = await fakeTrial({}, { fake, subject, operator });
    expect(record).toMatchObject({ outcome: "invalid", outcomeCode: "operator_start_failed", chaosInjectedAt: null });
  });

  it("that is not quiet before the fault makes the trial invalid, naming the row", async () => {
    const operator = memoryOperator("noisy", async ({ trace }) => void trace.openTicket("stale:n3"));
    const { record, log } = await fakeTrial({}, { operator });
    expect(record).toMatchObject({ outcome: "invalid", outcomeCode: "operator_not_quiet" });
    expect(log.state.failure?.message).toContain("ticket 1 (stale:n3)");
  });
});

describe("tickets", () => {
  it("of the quiet period are false alarms and no detection", async () => {
    const operator = memoryOperator("nervous", async ({ trace }) => {
      await sleep(60);
      const id = trace.openTicket("imagined:n1");
      await sleep(30);
      trace.updateTicket(id, { status: "resolved" });
    });
    const { record } = await fakeTrial({ timing: { quietMinMs: 200, quietMaxMs: 200, horizonMs: 100 } }, { operator });
    expect(record).toMatchObject({ falseTickets: 1, ticketCreatedAt: null });
  });

  it("left over from before, and closed late, are nobody's", async () => {
    const operator = memoryOperator(
      "stale",
      async ({ trace, revealed }) => {
        const id = trace.openTicket("old:n1", { status: "diagnosed" });
        await revealed;
        await sleep(30);
        trace.updateTicket(id, { status: "resolved" });
      },
      "remedy",
    );
    const { record } = await fakeTrial({ timing: { horizonMs: 150 } }, { operator });
    expect(record).toMatchObject({ ticketCreatedAt: null, claim: null, outcome: "timeout" });
  });

  it("reopened after the fault are this trial's", async () => {
    const operator = memoryOperator(
      "reopener",
      async ({ trace, revealed }) => {
        const id = trace.openTicket("old:n1", { status: "diagnosed", target: null });
        await revealed;
        await sleep(30);
        trace.updateTicket(id, { status: "open" });
      },
      "remedy",
    );
    const { record } = await fakeTrial({ timing: { horizonMs: 150 } }, { operator });
    expect(record.ticketCreatedAt).not.toBeNull();
  });

  it("about something else are counted apart", async () => {
    const operator = memoryOperator(
      "astray",
      async ({ trace, revealed }) => {
        await revealed;
        trace.openTicket("node_down:elsewhere");
      },
      "remedy",
    );
    const { record } = await fakeTrial({ timing: { horizonMs: 150 } }, { operator });
    expect(record).toMatchObject({ ticketCreatedAt: null, otherTickets: 1 });
  });

  it("closed by the monitor alone are no claim", async () => {
    const operator = memoryOperator(
      "monitor",
      async ({ trace, revealed }) => {
        await revealed;
        const id = trace.openTicket("node_down", { target: null });
        await sleep(100);
        trace.updateTicket(id, { status: "resolved" });
      },
      "remedy",
    );
    const { record } = await fakeTrial({ chaosType: "blip" }, { operator });
    expect(record).toMatchObject({ outcome: "success", healedBy: "itself", claim: null });
  });
});

describe("validity", () => {
  it("a fault without symptom, on which nobody acted, judges nobody", async () => {
    const { record } = await fakeTrial({ chaosType: "dud" });
    expect(record).toMatchObject({ outcome: "invalid", outcomeCode: "chaos_no_effect" });
  });

  it("a fault without symptom by design is watched to the horizon", async () => {
    const { record } = await fakeTrial({ chaosType: "hidden", timing: { horizonMs: 300 } });
    expect(record.outcome).toBe("timeout");
  });

  /** Nothing can be seen from soon after the fault until long after the horizon. */
  const blindness = (fake: FakeSubject, meanwhile: "heals" | "stays broken") => {
    setTimeout(() => fake.worlds.forEach((world) => (world.unreachable = true)), 150);
    setTimeout(() => {
      for (const world of fake.worlds.values()) {
        if (meanwhile === "heals") for (const node of world.up.keys()) world.up.set(node, true);
        world.unreachable = false;
      }
    }, 1_200);
  };

  it("a control path that fails judges nobody, unless the operator had run a command", async () => {
    const first = new FakeSubject();
    blindness(first, "heals");
    const { record } = await fakeTrial({ timing: { horizonMs: 500 } }, { fake: first });
    expect(record).toMatchObject({ outcome: "invalid", outcomeCode: "observation_lost" });

    const second = new FakeSubject();
    const operator = agent(second, "wrecker", {
      work: async ({ run }) => {
        await run("rm -rf /");
        return "resolved";
      },
    });
    blindness(second, "heals");
    const wrecked = await fakeTrial({ timing: { horizonMs: 500 } }, { fake: second, operator });
    expect(wrecked.record).toMatchObject({ outcome: "failure", outcomeCode: "false_claim" });
  });

  it("a control path that fails for a while hides nothing where the cluster is unwell after the horizon, too", async () => {
    const fake = new FakeSubject();
    blindness(fake, "stays broken");
    const { record } = await fakeTrial({ timing: { horizonMs: 500 } }, { fake });
    expect(record).toMatchObject({ outcome: "timeout", outcomeCode: null });
  });

  it("an injection that fails judges nobody, and the cluster is replaced", async () => {
    const fake = new FakeSubject();
    const chaos = fake.subject.chaos["node_down"]!;
    const subject = {
      ...fake.subject,
      chaos: { node_down: { ...chaos, inject: async () => Promise.reject(new Error("no")) } },
    };
    const { record } = await fakeTrial({}, { fake, subject });
    expect(record).toMatchObject({ outcome: "invalid", outcomeCode: "inject_failed", tainted: true });
    expect(fake.worlds.size).toBe(0);
  });

  it("a clean-up that fails leaves the verdict and destroys the cluster", async () => {
    const fake = new FakeSubject();
    const chaos = fake.subject.chaos["node_down"]!;
    const subject = {
      ...fake.subject,
      chaos: { node_down: { ...chaos, cleanup: async () => Promise.reject(new Error("no")) } },
    };
    const { record } = await fakeTrial({ timing: { horizonMs: 100 } }, { fake, subject });
    expect(record).toMatchObject({ outcome: "timeout", tainted: true });
    expect(fake.worlds.size).toBe(0);
  });

  it("a cluster that cannot be created makes the trial invalid with that code", async () => {
    const fake = new FakeSubject();
    const subject = { ...fake.subject, create: async () => Promise.reject(new Error("disk full")) };
    const { record, log } = await fakeTrial({}, { fake, subject });
    expect(record).toMatchObject({ outcome: "invalid", outcomeCode: "create_failed" });
    expect(log.state.failure?.message).toContain("disk full");
  });
});

describe("a sham", () => {
  it("injects nothing, lasts as long, and counts every ticket as false", async () => {
    const operator = memoryOperator("nervous", async ({ trace }) => {
      await sleep(100);
      trace.openTicket("imagined:n1");
    });
    const { record, recorder, trialId, log } = await fakeTrial(
      { chaosType: null, timing: { horizonMs: 300 } },
      { operator },
    );
    expect(record).toMatchObject({ outcome: "success", chaosType: "none", falseTickets: 1, ticketCreatedAt: null });
    expect(recorder.eventsOf(trialId).some(({ type }) => type === "chaos.planned")).toBe(false);
    expect(log.state.watchEnded!.at - log.state.injectedAt!).toBeGreaterThanOrEqual(300);
  });
});

describe("clocks", () => {
  it.each([3_600_000, -3_600_000])("durations survive a step of the wall clock by %i ms", async (step) => {
    let readings = 0;
    const clock = { ...systemClock, wall: () => new Date(Date.now() + (readings++ > 0 ? step : 0)) };
    const began = performance.now();
    const { record } = await fakeTrial({ chaosType: "blip" }, { clock });
    const took = performance.now() - began;
    expect(Date.parse(record.endedAt!) - Date.parse(record.startedAt)).toBeLessThan(took + 50);
    expect(Date.parse(record.recoveredAt!) - Date.parse(record.chaosInjectedAt!)).toBeCloseTo(
      record.recoveredAfterMs!,
      -1,
    );
    expect(readings).toBe(1);
  });
});

describe("an interruption", () => {
  it("ends the trial as aborted after the fault has been cleaned", async () => {
    const controller = new AbortController();
    const fake = new FakeSubject();
    const { record, recorder, trialId } = await fakeTrial(
      { timing: { horizonMs: 60_000 } },
      {
        fake,
        signal: controller.signal,
        onEvent: ({ type }) => {
          if (type === "chaos.injected") setTimeout(() => controller.abort(new Error("interrupted")), 50);
        },
      },
    );
    expect(record).toMatchObject({ outcome: "aborted" });
    expect(recorder.eventsOf(trialId).map(({ type }) => type)).toContain("chaos.cleaned");
    expect(fake.worlds.size).toBe(0);
  });
});
