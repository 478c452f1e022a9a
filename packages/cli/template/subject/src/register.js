/** One cluster: a folder, a keeper that minds three servers, and the numbers that clients wrote. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { until } from "@eval/core";
import { ask } from "./ask.js";

export const nodes = /** @type {const} */ (["n1", "n2", "n3"]);

/** @typedef {import("@eval/core").Context} Context */

/**
 * @typedef {import("@eval/core").Cluster} Cluster
 * @implements {Cluster}
 */
export class Register {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
    /** Whoever has it finds the cluster again, from any process and whatever its environment. */
    this.handle = { folder };
  }

  /** The one that carries this id, whether or not it exists. @param {string} clusterId */
  static of(clusterId) {
    return new Register(join(tmpdir(), `my-subject-${clusterId}`));
  }

  exists() {
    return existsSync(this.folder);
  }

  // docs:lifecycle
  /** @param {Context} context */
  async start(context) {
    await mkdir(this.folder, { mode: 0o755 });
    context.signal.throwIfAborted();
    await copyFile(programFile("ask.js"), this.askFile());
    // It outlives this process, and ends by itself once the folder is gone.
    const keeper = spawn(process.execPath, [programFile("keeper.js"), this.folder], {
      detached: true,
      stdio: "ignore",
    });
    keeper.unref();
    await until(async () => existsSync(this.#socket("keeper")) || undefined, context);
  }

  /** @param {Context} context */
  async reset(context) {
    await this.administer("reset", context);
  }

  /** @param {Context} context */
  async destroy(context) {
    const keeper = await readFile(join(this.folder, "keeper.pid"), "utf8").catch(() => "");
    // Its servers may be writing something just now.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
    await until(async () => !isAlive(Number(keeper)) || undefined, context);
  }

  async [Symbol.asyncDispose]() {
    // There are no connections that would stay open.
  }
  // docs:end

  // docs:briefing
  async briefing() {
    const tool = `${process.execPath} ${this.askFile()} ${this.#socket("keeper")}`;
    return {
      summary:
        "Three servers, each with a third of the numbers that clients write and no copy of the others'. " +
        "Healthy: all three answer, and every number that was acknowledged can be read.",
      endpoints: nodes.map((name) => ({ name, url: `unix:${this.#socket(name)}` })),
      nodes: nodes.map((name) => ({ name, description: "a server with a third of the numbers" })),
      commands: {
        status: { summary: "Which servers run", command: `${tool} status` },
        start: { summary: "Starts a server that is down", command: `${tool} start {node}` },
        restart: { summary: "Ends a server and starts it again", command: `${tool} restart {node}` },
        wipe: { summary: "Removes a server's numbers for good", command: `${tool} wipe {node}` },
      },
    };
  }
  // docs:end

  // docs:observe
  /** @param {Context} context @returns {Promise<import("@eval/core").Observation>} */
  async observe(context) {
    // Without its keeper nobody can say anything, and nobody could repair it either.
    const seen = await this.administer("status", context).catch(() => undefined);
    if (seen === undefined) return { status: "unknown", problems: [] };
    const answering = await Promise.all(nodes.map((node) => this.answers(node, context)));
    const down = nodes.filter((_node, index) => !answering[index]);
    const problems = down.map((node) => ({
      key: `node_down:${node}`,
      target: node,
      message: `${node} does not answer`,
      severity: /** @type {const} */ ("critical"),
    }));
    return { status: down.length > 0 ? "degraded" : "healthy", problems };
  }

  /** @param {Context} context */
  async captureState(context) {
    return { running: JSON.parse(await this.administer("status", context)) };
  }

  /** @param {import("@eval/core").JsonObject} state */
  fingerprint(state) {
    return state["running"] ?? null;
  }
  // docs:end

  // docs:clients
  /** @param {number} n @param {Context} context */
  async probe(n, context) {
    await ask(this.#socket(nodeOf(n)), `write ${n}`, context.signal);
    const [missing] = await this.lost([n], context);
    if (missing !== undefined) throw new Error(`${n} was acknowledged and cannot be read`);
  }

  /** @param {readonly number[]} acknowledged @param {Context} context */
  async lost(acknowledged, context) {
    const missing = [];
    for (const node of nodes) {
      const asked = acknowledged.filter((n) => nodeOf(n) === node);
      if (asked.length === 0) continue;
      const answer = await ask(this.#socket(node), `missing ${asked.join(" ")}`, context.signal);
      missing.push(...answer.split(" ").filter(Boolean).map(Number));
    }
    return missing;
  }
  // docs:end

  /** Whether a client gets an answer from that server. @param {string} node @param {Context} context */
  answers(node, context) {
    return ask(this.#socket(node), "missing", context.signal).then(
      () => true,
      () => false,
    );
  }

  /** What the keeper answers. @param {string} line @param {Context} context */
  administer(line, context) {
    return ask(this.#socket("keeper"), line, context.signal);
  }

  /** Operators may have no right to look where this package is installed. */
  askFile() {
    return join(this.folder, "ask.mjs");
  }

  /** @param {string} name */
  #socket(name) {
    return join(this.folder, `${name}.sock`);
  }
}

/** Which server has that number. @param {number} n */
function nodeOf(n) {
  return nodes[n % 3] ?? nodes[0];
}

/** @param {string} name */
function programFile(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** @param {number} pid 0 for none */
function isAlive(pid) {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
