import { isPrimary } from "../inspection.js";
import type { Inspector } from "./inspector.js";
import { lastLines } from "./last-lines.js";
import type { StopMode } from "./node-process.js";
import type { Reply, Request } from "./protocol.js";
import { resultText, runSql, sqlErrorText } from "./sql.js";
import { follow, rebuild, restore } from "./standbys.js";
import { statusText } from "./status-text.js";
import type { Supervised, SupervisedNode } from "./supervised.js";

export interface VerbInput {
  supervised: Supervised;
  inspector: Inspector;
  request: Request;
  timeoutMs: number;
}

type Verb = (input: VerbInput) => Promise<Omit<Reply, "ok">>;

/** Rejects with what to tell whoever asked. */
export async function runVerb(input: VerbInput): Promise<Reply> {
  const verb = verbs[input.request.verb];
  if (!verb) throw new Error(`no such verb: ${input.request.verb}`);
  return { ok: true, ...(await verb(input)) };
}

const verbs: Readonly<Record<string, Verb>> = {
  ping: async () => await Promise.resolve({ text: "" }),

  inspect: async ({ inspector, timeoutMs }) => ({ text: "", data: await inspector.inspect(timeoutMs) }),

  status: async ({ inspector }) => ({ text: statusText(await inspector.inspect(1000)) }),

  start: onNode(async (node, { timeoutMs }) => await node.process.start(timeoutMs)),

  stop: onNode(async (node, { request, timeoutMs }) => await node.process.stop(stopMode(request), timeoutMs)),

  restart: onNode(async (node, { request, timeoutMs }) => {
    await node.process.stop(stopMode(request), timeoutMs / 2);
    return (await node.process.start(timeoutMs / 2)).replace("started", "restarted");
  }),

  resume: onNode(async (node) => {
    await node.process.resume();
    return `${node.record.name} continues`;
  }),

  reload: onNode(async (node) => {
    await node.process.reload();
    return `${node.record.name} reads its configuration again`;
  }),

  autorestart: onNode(async (node, { request }) => {
    const delay = request.args?.[0] ?? "off";
    if (delay !== "off" && !/^\d{1,7}$/.test(delay)) throw new Error("give a delay in milliseconds, or off");
    node.process.restartAfter(delay === "off" ? null : Number(delay));
    return delay === "off"
      ? `${node.record.name} stays down when it ends`
      : `${node.record.name} restarts after ${delay} ms`;
  }),

  promote: onNode(async (node, { supervised, timeoutMs }) => {
    const statements = ["SELECT pg_promote(wait => true, wait_seconds => 10) AS promoted"];
    const [result] = await runSql(supervised, node, { statements, timeoutMs });
    if (result?.rows[0]?.["promoted"] !== true) throw new Error(`${node.record.name} was not promoted in time`);
    return `${node.record.name} is a primary now`;
  }),

  follow: onNode(async (node, input) => {
    const primary = nodeOf(input.supervised, input.request.args?.[0]);
    return await follow(input.supervised, node, { primary, timeoutMs: input.timeoutMs });
  }),

  rebuild: onNode(async (node, input) => {
    const primary = await sourceFor(node, input);
    return await rebuild(input.supervised, node, { primary, timeoutMs: input.timeoutMs });
  }),

  restore: onNode(async (node, { supervised, timeoutMs }) => await restore(supervised, node, { timeoutMs })),

  remove: onNode(async (node, { supervised }) => {
    supervised.settings.change(node.record.name, { listed: false });
    return `${node.record.name} is off the inventory; its server was left as it is`;
  }),

  add: onNode(async (node, { supervised }) => {
    supervised.settings.change(node.record.name, { listed: true });
    return `${node.record.name} is on the inventory`;
  }),

  sql: async ({ supervised, request, timeoutMs }) => {
    const node = nodeOf(supervised, request.node);
    const statements = request.args ?? [];
    if (statements.length === 0) throw new Error("give at least one SQL statement");
    try {
      const results = await runSql(supervised, node, { statements, timeoutMs });
      return { text: results.map(resultText).join("\n\n"), data: results.map(({ rows }) => rows) };
    } catch (error) {
      throw new Error(sqlErrorText(error), { cause: error });
    }
  },

  logs: async ({ supervised, request }) => {
    const node = nodeOf(supervised, request.node);
    const count = Number(request.args?.[0] ?? 50);
    if (!Number.isInteger(count) || count < 1) throw new Error("give a number of lines");
    return { text: lastLines(supervised.layout.log(node.record.name), Math.min(count, 2000)) };
  },
};

function onNode(work: (node: SupervisedNode, input: VerbInput) => Promise<string>): Verb {
  return async (input) => {
    const node = nodeOf(input.supervised, input.request.node);
    return { text: await node.process.alone(async () => await work(node, input)) };
  };
}

function nodeOf({ nodes }: Supervised, name: string | undefined): SupervisedNode {
  const node = nodes.get(name ?? "");
  if (!node) throw new Error(`no such node: ${name ?? "(none given)"}; there are ${[...nodes.keys()].join(", ")}`);
  return node;
}

async function sourceFor(node: SupervisedNode, { supervised, inspector, request }: VerbInput): Promise<SupervisedNode> {
  if (request.args?.[0] !== undefined) return nodeOf(supervised, request.args[0]);
  const { nodes } = await inspector.inspect(1000);
  const primaries = nodes.filter((other) => isPrimary(other) && other.name !== node.record.name);
  if (primaries.length === 1) return nodeOf(supervised, primaries[0]?.name);
  const found = primaries.length === 0 ? "no other primary is running" : "there is more than one primary";
  throw new Error(`${found}; name the node to copy from`);
}

function stopMode({ args }: Request): StopMode {
  const mode = args?.[0] ?? "fast";
  if (mode === "smart" || mode === "fast" || mode === "immediate") return mode;
  throw new Error(`no such mode: ${mode}; there are smart, fast, immediate`);
}
