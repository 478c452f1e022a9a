/** Minds the servers of one cluster: `node keeper.js FOLDER`. A server that dies stays down until it is told to start. */
import { fork } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { answer } from "./answer.js";

const nodes = ["n1", "n2", "n3"];
const folder = process.argv[2] ?? "";
/** @type {Map<string, import("node:child_process").ChildProcess>} */
const running = new Map();

/** @type {Record<string, (node: string) => unknown>} */
const verbs = { start, kill, restart, wipe, status, reset };

writeFileSync(join(folder, "keeper.pid"), String(process.pid));
await reset();
answer(join(folder, "keeper.sock"), async ([verb = "", node = ""]) => {
  if (node !== "" && !nodes.includes(node)) throw new Error(`there is no node ${node}`);
  const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!known) throw new Error(`${verb} is none of ${Object.keys(verbs).join(", ")}`);
  return String((await known(node)) ?? "done");
});
// Whoever removes the folder wants the cluster gone; the servers end with their keeper.
setInterval(() => existsSync(folder) || process.exit(), 50);

/** Resolves once it answers. @param {string} node */
async function start(node) {
  if (running.has(node)) return;
  const server = fork(fileURLToPath(new URL("server.js", import.meta.url)), [folder, node], { stdio: "ignore" });
  running.set(node, server);
  await new Promise((resolve, reject) => {
    server.once("message", resolve);
    server.once("exit", () => reject(new Error(`${node} ended`)));
    server.once("exit", () => running.get(node) === server && running.delete(node));
  });
}

/** Resolves once it is gone. @param {string} node */
async function kill(node) {
  const server = running.get(node);
  if (!server) return;
  running.delete(node);
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGKILL");
  await gone;
}

/** @param {string} node */
async function restart(node) {
  await kill(node);
  await start(node);
}

/** @param {string} node */
async function wipe(node) {
  await kill(node);
  rmSync(join(folder, `${node}.numbers`), { force: true });
}

function status() {
  return JSON.stringify(Object.fromEntries(nodes.map((node) => [node, running.has(node)])));
}

async function reset() {
  await Promise.all(nodes.map(wipe));
  await Promise.all(nodes.map(start));
}
