import { describe, expect, it } from "vitest";
import { runCampaign, type CampaignOptions } from "./campaign.js";
import { FakeSubject } from "./testing/fake-subject.js";
import { MemoryRecorder } from "./testing/memory-recorder.js";
import { specOf } from "./testing/trial-fixture.js";

function options(fake: FakeSubject, changes: Partial<CampaignOptions> = {}, trialCount = 3): CampaignOptions {
  const { seed: _seed, attempt: _attempt, ...trial } = specOf({ baseline: true, timing: { horizonMs: 60 } });
  return {
    subject: fake.subject,
    recorder: new MemoryRecorder(),
    trial,
    campaign: {
      name: null,
      subject: "fake",
      plugin: null,
      chaosType: "node_down",
      trialCount,
      baseline: true,
      variant: null,
      seed: "s",
      config: {},
      host: {},
      createdAt: new Date(0).toISOString(),
    },
    ...changes,
  };
}

describe("a campaign", () => {
  it("runs its trials one after another on one cluster, reset in between", async () => {
    const recorder = new MemoryRecorder();
    const { trials } = await runCampaign(options(new FakeSubject(), { recorder }));
    expect(trials.map(({ record }) => record.outcome)).toEqual(["timeout", "timeout", "timeout"]);
    const spans = recorder.trials.map((events) => {
      const started = Date.parse(events[0]!.type === "trial.started" ? events[0].data.startedAt : "");
      return { from: started, until: started + events.find(({ type }) => type === "trial.ended")!.at };
    });
    for (let n = 1; n < spans.length; n++)
      expect(spans[n]!.from).toBeGreaterThanOrEqual(Math.floor(spans[n - 1]!.until));
    expect(recorder.trials.map((events) => events.some(({ type }) => type === "cluster.creating"))).toEqual([
      true,
      false,
      false,
    ]);
    expect(recorder.trials.map((events) => events.some(({ type }) => type === "cluster.resetting"))).toEqual([
      false,
      true,
      true,
    ]);
    expect(new Set(trials.map(({ record }) => record.clusterId)).size).toBe(1);
  });

  it("gives the same trial the same seed in every campaign of that seed", async () => {
    const first = await runCampaign(options(new FakeSubject()));
    const second = await runCampaign(options(new FakeSubject()));
    const seeds = (result: typeof first) => result.trials.map(({ record }) => record.seed);
    expect(seeds(first)).toEqual(seeds(second));
    expect(new Set(seeds(first)).size).toBe(3);
    expect(first.trials.map(({ record }) => record.planDigest)).toEqual(
      second.trials.map(({ record }) => record.planDigest),
    );
  });

  it("destroys its cluster at the end and records it with the last trial", async () => {
    const fake = new FakeSubject();
    const recorder = new MemoryRecorder();
    await runCampaign(options(fake, { recorder }));
    expect(fake.worlds.size).toBe(0);
    expect(recorder.trials.at(-1)!.at(-1)?.type).toBe("cluster.destroyed");
  });

  it("replaces a cluster that is not clean after its reset, and judges nobody by it", async () => {
    const fake = new FakeSubject();
    let resets = 0;
    const subject = {
      ...fake.subject,
      create: async (...args: Parameters<typeof fake.subject.create>) => {
        const cluster = await fake.subject.create(...args);
        const reset = cluster.reset.bind(cluster);
        cluster.reset = async () => {
          await reset();
          if (resets++ === 0) cluster.world.broken = true;
          cluster.observe = async () => ({ status: "healthy", problems: [] });
        };
        return cluster;
      },
    };
    const { trials } = await runCampaign(options(fake, { subject }));
    expect(trials.map(({ record }) => record.outcomeCode)).toEqual([null, "not_clean", null]);
    expect(trials[2]!.record.clusterId).not.toBe(trials[1]!.record.clusterId);
  });

  it("stops after an aborted trial", async () => {
    const controller = new AbortController();
    const result = await runCampaign(
      options(new FakeSubject(), {
        signal: controller.signal,
        onEvent: ({ type }) => void (type === "chaos.injected" && controller.abort(new Error("stop"))),
      }),
    );
    expect(result).toMatchObject({ interrupted: true, trials: [{ record: { outcome: "aborted" } }] });
  });

  it("refuses unknown chaos types, parameters and options before anything is recorded", async () => {
    const recorder = new MemoryRecorder();
    const wrong = options(new FakeSubject(), { recorder });
    const run = (trial: Partial<CampaignOptions["trial"]>) =>
      runCampaign({ ...wrong, trial: { ...wrong.trial, ...trial } });
    await expect(run({ chaosType: "node_dwon" })).rejects.toMatchObject({
      code: "chaos_unknown",
      message: expect.stringContaining("did you mean node_down?") as string,
    });
    await expect(run({ params: { nod: "n1" } })).rejects.toMatchObject({
      code: "params_invalid",
      message: expect.stringContaining("did you mean node?") as string,
    });
    await expect(run({ options: { size: 9 } })).rejects.toMatchObject({ code: "options_invalid" });
    expect(recorder.campaigns).toEqual([]);
  });
});
