import { randomInt } from "node:crypto";
import { z } from "zod";
import { systemClock } from "../../clock.js";
import type { ChaosType, EvalSubject } from "../../subject.js";
import { FakeCluster, type FakeSubject } from "../fake-subject.js";
import type { ConformanceOptions } from "./conformance-options.js";

/** What is wrong with one subject, and which checks must find out: these, and of the others none but `mayFail`. */
export interface Broken {
  what: string;
  chaosType?: "node_down" | "setting_broken" | "blip" | "dud";
  chaos?: (sound: ChaosType<FakeCluster>) => Partial<ChaosType<FakeCluster>>;
  cluster?: (sound: FakeCluster) => Partial<FakeCluster>;
  subject?: (fake: FakeSubject) => Partial<EvalSubject<FakeCluster>>;
  options?: ConformanceOptions;
  fails: readonly string[];
  mayFail?: readonly string[];
}

const inject = ": inject brings it into force, measured, and it shows in time";
const alike = ": plans alike from equal seeds, as JSON, and changes nothing";
const params = ": refuses bad parameters and unknown names";
const twice = ": cleanup restores, and again changes nothing";
const without = ": cleanup without an injection changes nothing";
const cutShort = ": cleanup restores after an injection cut short";
const attachment = ": cleanup restores through another attachment";
const resetInForce = ": reset gives a fresh cluster with the fault in force";
const baseline = ": without an operator it stays broken, or heals if it says so";
const remedy = ": its remedy repairs it and loses no acknowledged write";
const restart = ": restarting the nodes that problems name repairs it exactly if it says so";
const wrongFix = ": no wrong fix earns success";
const attach = "attaching finds the same cluster, and disposal lets go of no more than the attachment";
const destroyed = "destroy removes the cluster and no other, and again does nothing";
const swept = "sweep alone removes the cluster and no other, and again does nothing";
const createCutShort = "a create cut short at any moment leaves nothing that sweep does not find";
const fingerprint = "an untouched cluster keeps its fingerprint";
const writes = "acknowledged writes can be told from those never made";
const forgets = "reset forgets earlier writes, whose numbers the next trial uses again";
const resets = "every reset on the way gave a fresh cluster again";

export const broken: readonly Broken[] = [
  {
    what: "an injection that does nothing",
    chaos: () => ({ inject: async () => ({}) }),
    fails: [inject, baseline, restart],
    mayFail: [remedy, wrongFix],
  },
  {
    what: "a symptom that is promised and never shows",
    chaosType: "dud",
    fails: [inject, baseline],
    mayFail: [remedy],
  },
  {
    what: "a symptom that shows and is not declared",
    chaos: () => ({ symptom: undefined }) as unknown as Partial<ChaosType<FakeCluster>>,
    fails: [": inject brings it into force, measured, and it never shows"],
  },
  {
    what: "a clean-up that fails when there is nothing to clean",
    chaos: ({ cleanup }) => ({
      cleanup: async (cluster, plan, context) => {
        if (cluster.world.up.get(plan.node)) throw new Error(`${plan.node} is not down`);
        await cleanup(cluster, plan, context);
      },
    }),
    fails: [twice, without, remedy, restart, wrongFix],
  },
  {
    what: "a clean-up that cleans nothing",
    chaos: () => ({ cleanup: async () => undefined }),
    fails: [twice, cutShort, attachment, baseline],
  },
  {
    what: "a clean-up that needs what only the injecting process knows",
    chaos: ({ inject: bring, cleanup }) => {
      const known = new WeakSet<FakeCluster>();
      return {
        inject: async (cluster, plan, context) => {
          known.add(cluster);
          return bring(cluster, plan, context);
        },
        cleanup: async (cluster, plan, context) => {
          if (known.has(cluster)) await cleanup(cluster, plan, context);
        },
      };
    },
    fails: [attachment],
  },
  {
    what: "a plan that the seed does not decide",
    chaos: () => ({ plan: async () => ({ node: randomInt(2) === 0 ? "n1" : "n2" }) }),
    fails: [alike],
  },
  {
    what: "a plan that counts how often it was asked",
    chaos: () => {
      let asked = 0;
      return { plan: async () => ({ node: "n1", asked: asked++ }) };
    },
    fails: [alike],
  },
  {
    what: "planning that begins the fault",
    chaos: ({ plan, inject: bring }) => ({
      plan: async (cluster, given, context) => {
        const planned = await plan(cluster, given, context);
        await bring(cluster, planned, context);
        return planned;
      },
    }),
    fails: [alike, inject, without],
  },
  {
    what: "parameters that may be anything",
    chaos: () => ({ params: z.object({ node: z.any().optional() }) }),
    fails: [params],
  },
  {
    what: "a remedy that does not work",
    chaos: () => ({
      remedy: (_plan, _metadata, { commands }) => [commands["restart"]!.command.replace("{node}", "n9")],
    }),
    fails: [remedy],
  },
  {
    what: "a remedy that cannot be run",
    chaos: () => ({ remedy: () => ["/no/such/program"] }),
    fails: [remedy],
  },
  {
    what: "a remedy that loses writes",
    chaos: ({ wrongFixes }) => ({
      remedy: (plan, metadata, briefing) => wrongFixes?.(plan, metadata, briefing)[0]?.commands ?? [],
    }),
    fails: [remedy],
  },
  {
    what: "a wrong fix that works",
    chaos: ({ remedy: repair }) => ({
      wrongFixes: (...known) => [{ name: "not_wrong", why: "it is not", commands: repair(...known) }],
    }),
    fails: [wrongFix],
  },
  {
    what: "a wrong fix that cannot be run",
    chaos: () => ({ wrongFixes: () => [{ name: "nothing", why: "there is no such program", commands: ["/no/such"] }] }),
    fails: [wrongFix],
  },
  {
    what: "a fault that is said to heal and does not",
    chaos: () => ({ selfHeals: () => true }),
    fails: [baseline],
  },
  {
    what: "a fault that heals without saying so",
    chaosType: "blip",
    chaos: () => ({ selfHeals: () => false }),
    fails: [baseline],
  },
  {
    what: "a fault that a restart is said to repair and does not",
    chaosType: "setting_broken",
    chaos: () => ({ healsByRestart: () => true }),
    fails: [restart],
  },
  {
    what: "a fault that a restart repairs without it being said",
    chaos: () => ({ healsByRestart: () => false }),
    fails: [restart],
  },
  {
    what: "a fault that no ticket concerns",
    chaos: () => ({ concerns: () => false }),
    fails: [remedy],
  },
  {
    what: "a name that is not in snake_case",
    subject: ({ subject }) => ({ chaos: { nodeDown: subject.chaos["blip"]! } }),
    options: { filter: /describes/ },
    fails: ["describes itself, with names in snake_case"],
  },
  {
    what: "an observation that fails for an unwell cluster",
    cluster: (sound) => ({
      observe: async () => {
        const observation = await sound.observe();
        if (observation.status === "degraded") throw new Error("n1 does not answer");
        return observation;
      },
    }),
    fails: [inject, baseline, restart],
    mayFail: [remedy, wrongFix],
  },
  {
    what: "an observation that names nodes nobody was told of",
    cluster: (sound) => ({
      observe: async () => {
        const { status, problems } = await sound.observe();
        return { status, problems: problems.map((problem) => ({ ...problem, target: "10.0.0.7" })) };
      },
    }),
    fails: [inject, remedy],
  },
  {
    what: "a fingerprint with a clock in it",
    cluster: (sound) => ({ fingerprint: (state) => [sound.fingerprint(state), systemClock.now()] }),
    fails: [fingerprint, resetInForce, resets],
  },
  {
    what: "a reset that does not mend",
    cluster: (sound) => ({
      reset: async () => {
        const up = new Map(sound.world.up);
        await sound.reset();
        for (const [node, isUp] of up) sound.world.up.set(node, isUp);
      },
    }),
    fails: [resetInForce, resets],
  },
  {
    what: "a reset that keeps earlier writes",
    cluster: (sound) => ({
      reset: async () => {
        const { writes: kept } = sound.world;
        await sound.reset();
        for (const value of kept) sound.world.writes.add(value);
      },
    }),
    fails: [forgets],
  },
  {
    what: "lost writes that are never named",
    cluster: () => ({ lost: async () => [] }),
    fails: [writes, forgets, wrongFix],
  },
  {
    what: "a destroy that leaves the cluster there",
    cluster: () => ({ destroy: async () => undefined }),
    fails: [destroyed],
  },
  {
    what: "a destroy that works only once",
    cluster: (sound) => ({
      destroy: async () => {
        void sound.world;
        await sound.destroy();
      },
    }),
    fails: [destroyed],
  },
  {
    what: "something left on the host that no attachment shows",
    options: { filter: /destroy|sweep/, leftovers: async (clusterId) => [`/tmp/${clusterId}.log`] },
    fails: [destroyed, swept, createCutShort, "nothing remains of the clusters of these checks"],
  },
  {
    what: "a sweep that finds nothing",
    subject: () => ({ sweep: async () => undefined }),
    fails: [swept, createCutShort],
  },
  {
    what: "a sweep that removes every cluster",
    subject: (fake) => ({ sweep: async () => fake.worlds.clear() }),
    fails: [swept],
    mayFail: [destroyed],
  },
  {
    what: "an attachment whose disposal destroys",
    cluster: (sound) => ({ [Symbol.asyncDispose]: () => sound.destroy() }),
    options: { filter: /attach|plans alike/ },
    fails: [attach, alike, attachment],
  },
];

/** The fake subject with one chaos type, whose symptom is due soon, and with what is broken about it. */
export function subjectOf(fake: FakeSubject, variant: Partial<Broken>): EvalSubject {
  const { chaosType = "node_down", chaos, cluster, subject } = variant;
  const sound: ChaosType<FakeCluster> = { ...fake.subject.chaos[chaosType]!, symptom: { withinMs: 200 } };
  const wrap = (made: FakeCluster) => {
    // All there is to a fake cluster lives outside of it, so a twin still does what the broken one no longer does.
    const twin = Object.assign(Object.create(FakeCluster.prototype) as FakeCluster, made);
    return Object.assign(made, cluster?.(twin));
  };
  return {
    ...fake.subject,
    chaos: { [chaosType]: { ...sound, ...chaos?.(sound) } },
    create: async (options, context) => wrap(await fake.subject.create(options, context)),
    attach: async (handle, context) => {
      const attached = await fake.subject.attach(handle, context);
      return attached && wrap(attached);
    },
    ...subject?.(fake),
  };
}
