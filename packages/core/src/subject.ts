/**
 * The contract between the harness and a subject: a kind of system under test, shipped as a plugin.
 *
 * The harness calls, for each trial: `preflight` once, `create` (or `attach` and `reset`), `observe`
 * until healthy, `captureState`, `plan`, `inject`, then `observe` and `probe` side by side until the
 * cluster has recovered or the horizon ends, `lost`, `captureState`, `cleanup`, `inForce`, and at last
 * `destroy`. Each call gets a context whose signal aborts at that call's deadline.
 *
 * Whatever outlives a process is JSON. An optional method is a capability. A method is here only
 * because the harness calls it.
 */
/* oxlint-disable typescript/no-explicit-any -- what options, parameters and plans are, only each subject knows */
import type { z } from "zod";
import type { Context } from "./context.js";
import type { Json, JsonObject } from "./json.js";

export const CONTRACT = 1;

/** A zod object: parsed strictly, listed in help. Parsed values must survive JSON. */
export type Schema<T> = z.ZodType<T>;

/** Something the host must be able to do, named by the subject (`docker`, `netem`, …). */
export type HostCapability = string;

/** What a host cannot do, in words, and what to do about it. */
export interface Lacking {
  capability: HostCapability;
  message: string;
  hint: string;
}

/** A plugin's default export, made by `defineSubject`. */
export interface EvalSubject<C extends Cluster = Cluster, Options = any> {
  contract: typeof CONTRACT;
  /** Short name, kebab-case: `postgres`. Stored with every campaign. */
  name: string;
  summary: string;
  options: Schema<Options>;
  /** By name, in snake_case; a released name is permanent. */
  chaos: Readonly<Record<string, ChaosType<C, any, any>>>;
  /**
   * What this host lacks for a cluster of these options, and for these needs of chaos types. Creates nothing, but may
   * get images, which stay, with a warning to the log of what takes long. An
   * empty list means all is well.
   */
  preflight(wanted: { needs: readonly HostCapability[]; options: Options }, context: Context): Promise<Lacking[]>;
  /**
   * A new cluster, started but not necessarily healthy yet. Everything made carries
   * `context.clusterId`, which the harness has recorded beforehand. On rejection or abort nothing
   * may be left that `sweep` would not find.
   */
  create(options: Options, context: Context): Promise<C>;
  /** The same cluster from another process; undefined when nothing of it is left. */
  attach(handle: Json, context: Context): Promise<C | undefined>;
  /** Removes whatever carries that id, handle or no handle. Idempotent. */
  sweep(clusterId: string, context: Context): Promise<void>;
  /**
   * Every cluster of this subject that `sweep` would find on this host, whoever made it, in use or not. With it people
   * find clusters of which no record is left. Rejects where that cannot be found out.
   */
  listClusters?(context: Context): Promise<readonly ClusterOnHost[]>;
}

/** A cluster of which there is at least something. */
export interface ClusterOnHost {
  clusterId: string;
  /** When it was made, as an ISO time; null where that cannot be told. */
  since: string | null;
}

/** One running instance of a subject, isolated from every other. Disposal releases this process's connections only. */
export interface Cluster extends AsyncDisposable {
  /**
   * Enough for `attach`: names and folders, never ports or addresses, which may move on restart. Its top level may carry
   * `stand_in`, as captured states do: then a trial that never gets so far says so, too.
   */
  readonly handle: Json;
  /**
   * The group that may administer the cluster. Where the harness runs as root, operators run under an
   * unprivileged uid of their own with this as their group. Absent: whoever is told how may administer it.
   */
  readonly adminGid?: number;
  /** All an operator may know. */
  briefing(context: Context): Promise<Briefing>;
  /** Back to the clean initial state, however badly the last trial left it. */
  reset(context: Context): Promise<void>;
  /** Removes the cluster and what others attached to it. Idempotent. */
  destroy(context: Context): Promise<void>;
  /** One look at its health. Never rejects for an unwell cluster. */
  observe(context: Context): Promise<Observation>;
  /**
   * What is recorded as initial_state and final_state. Its top level may carry `stand_in: true | false`: whether what
   * runs only stands in for the real software. Every result of such a trial says so.
   */
  captureState(context: Context): Promise<JsonObject>;
  /** Of a captured state, what equals a fresh cluster's: roles, versions, configuration and data digests; no ids, ports, positions or times. */
  fingerprint(state: JsonObject): Json;
  /** Writes the value `n` as a client would, waits for the acknowledgement, reads it back. Rejects when a client would have failed. */
  probe?(n: number, context: Context): Promise<void>;
  /** Which of these acknowledged values are gone. Rejects when that cannot be found out. */
  lost?(acknowledged: readonly number[], context: Context): Promise<readonly number[]>;
  /** Copies logs worth keeping into the directory. */
  collectLogs?(directory: string, context: Context): Promise<void>;
}

/**
 * `degraded` has at least one problem. A node that does not answer while the control path (engine,
 * process table, a quorum) does is a problem; `unknown` means that the control path itself failed
 * and nothing can be said.
 */
export interface Observation {
  status: Health;
  problems: readonly Problem[];
}
export type Health = "healthy" | "degraded" | "unknown";

export type Problem = {
  /** Stable while the problem lasts, equal for the same problem: `node_down:n2`. */
  key: string;
  /** The logical node it concerns; null when it concerns the cluster. */
  target: string | null;
  message: string;
  severity: "warning" | "critical";
};

/** What an operator is told: where the cluster is and how it is administered, never what was done to it. */
export type Briefing = {
  /** Prose: what the cluster is, what healthy means, how it is administered. */
  summary: string;
  endpoints: readonly { name: string; url: string }[];
  nodes: readonly { name: string; description: string }[];
  /** By purpose (`status`, `restart`, …): absolute command lines, `{node}` standing for a node's name. */
  commands: { readonly [purpose: string]: { summary: string; command: string } };
};

/** A shell command line. */
export type Command = string;

/** Whether a fault holds, measured on whoever plays the logical role now; a vanished target is `absent`. */
export type InForce = "absent" | "present" | "partial" | "unknown";

export interface ChaosType<C extends Cluster = Cluster, Params = any, Plan extends Json = any> {
  summary: string;
  params: Schema<Params>;
  needs?: readonly HostCapability[];
  /** How soon after injection `observe` shows it. Absent: the fault shows no symptom, by design. */
  symptom?: { withinMs: number };
  /** Whether the cluster heals of this plan without anybody's help. Proved by conformance. */
  selfHeals(plan: Plan): boolean;
  /** Whether restarting the nodes named by problems repairs this plan. Proved by conformance where declared. */
  healsByRestart?(plan: Plan): boolean;
  /** Chooses targets from `context.random`, by logical node names. Changes nothing. Equal seeds and roles give equal plans. */
  plan(cluster: C, params: Params, context: Context): Promise<Plan>;
  /** Resolves once the fault is in force, with the measured proof: chaos_metadata. */
  inject(cluster: C, plan: Plan, context: Context): Promise<JsonObject>;
  inForce(cluster: C, plan: Plan, context: Context): Promise<InForce>;
  /** Idempotent: right after inject wholly, partly, twice or never, after a restart, after the operator replaced the target. */
  cleanup(cluster: C, plan: Plan, context: Context): Promise<void>;
  /** Does this ticket speak of this fault? Default: any ticket opened or reopened after the injection. */
  concerns?(plan: Plan, ticket: Ticket): boolean;
  /** The right repair, as commands an operator could have typed. Names nothing of the harness. */
  remedy(plan: Plan, metadata: JsonObject, briefing: Briefing): Command[];
  /** Plausible and wrong: none may ever earn `success`. */
  wrongFixes?(plan: Plan, metadata: JsonObject, briefing: Briefing): WrongFix[];
}

export interface WrongFix {
  /** snake_case, unique within its chaos type. */
  name: string;
  why: string;
  commands: Command[];
}

/** A ticket of the operator, with the operator's own times normalised to UTC. */
export type Ticket = {
  id: number;
  /** `invariant[:target]` */
  key: string;
  invariant: string;
  target: string | null;
  status: "open" | "acknowledged" | "diagnosed" | "resolved";
  held: boolean;
  message: string;
  severity: string;
  diagnosis: string | null;
  firstSeenAt: string | null;
  resolvedAt: string | null;
  createdAt: string | null;
};

export function defineSubject<C extends Cluster, Options>(
  subject: Omit<EvalSubject<C, Options>, "contract">,
): EvalSubject<C, Options> {
  return { contract: CONTRACT, ...subject };
}

/** Types a chaos type from its params schema and its plan. */
export function defineChaosType<C extends Cluster, Params, Plan extends Json>(
  chaosType: ChaosType<C, Params, Plan>,
): ChaosType<C, Params, Plan> {
  return chaosType;
}
