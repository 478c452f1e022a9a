/**
 * The administration command of a cluster: one request to its supervisor, the answer printed. Uses nothing
 * but what Node brings, since a copy of this one file is what administrators run.
 */
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import process from "node:process";

const verbs: Readonly<Record<string, { usage: string; summary: string; words: [number, number] }>> = {
  status: { usage: "status", summary: "all nodes: process, role, replication, log position", words: [0, 0] },
  start: { usage: "start NODE", summary: "start a node's server", words: [1, 1] },
  stop: { usage: "stop NODE [smart|fast|immediate]", summary: "stop it (fast unless said otherwise)", words: [1, 2] },
  restart: { usage: "restart NODE [smart|fast|immediate]", summary: "stop and start it", words: [1, 2] },
  resume: { usage: "resume NODE", summary: "continue server processes that were stopped by a signal", words: [1, 1] },
  reload: { usage: "reload NODE", summary: "make it read its configuration files again", words: [1, 1] },
  promote: { usage: "promote NODE", summary: "make a standby a primary", words: [1, 1] },
  follow: { usage: "follow NODE PRIMARY", summary: "make NODE a standby of PRIMARY, its data as it is", words: [2, 2] },
  rebuild: {
    usage: "rebuild NODE [PRIMARY]",
    summary: "replace all data of NODE by a copy of the primary's, and make it its standby",
    words: [1, 2],
  },
  restore: {
    usage: "restore NODE",
    summary: "replace all data of NODE by the base backup made when the cluster was set up, as a primary",
    words: [1, 1],
  },
  autorestart: {
    usage: "autorestart NODE off|MS",
    summary: "start it again MS ms after it ends by itself",
    words: [2, 2],
  },
  remove: { usage: "remove NODE", summary: "take a node off the inventory", words: [1, 1] },
  add: { usage: "add NODE", summary: "put it back", words: [1, 1] },
  sql: {
    usage: 'sql NODE "STATEMENT" ...',
    summary: "run SQL as superuser; several statements, one session",
    words: [2, 99],
  },
  logs: { usage: "logs NODE [LINES]", summary: "the end of its server log", words: [1, 2] },
};

interface Arguments {
  folder: string;
  timeoutMs: number;
  words: string[];
}

function parse(argv: readonly string[]): Arguments {
  const parsed: Arguments = { folder: "", timeoutMs: 20_000, words: [] };
  const rest = [...argv];
  while (rest.length > 0) {
    const word = rest.shift() ?? "";
    const isOption = parsed.words.length === 0 || !word.startsWith("--cluster");
    if (word === "--cluster" && isOption) parsed.folder = rest.shift() ?? "";
    else if (word === "--timeout" && parsed.words.length === 0) parsed.timeoutMs = Number(rest.shift()) * 1000;
    else parsed.words.push(word);
  }
  return parsed;
}

function help(folder: string): string {
  const width = Math.max(...Object.values(verbs).map(({ usage }) => usage.length));
  const lines = Object.values(verbs).map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`);
  const at = folder || "FOLDER";
  return `Usage: eval-postgres [--cluster FOLDER] [--timeout SECONDS] COMMAND

${lines.join("\n")}

Files of the cluster:
  ${join(at, "conf", "NODE", "postgresql.conf")}  settings; "reload" or "restart" applies them
  ${join(at, "conf", "NODE", "pg_hba.conf")}      who may log in from where; "reload" applies it
  ${join(at, "log", "NODE.log")}                  server log
  ${join(at, "archive")}                      archived write-ahead log

Exit code: 0 done, 1 failed (the reason is on stderr), 2 wrong usage.
`;
}

/** Where the supervisor does not answer, this rejects with why. */
async function request(folder: string, message: object, timeoutMs: number): Promise<{ ok: boolean; text: string }> {
  return await new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(join(folder, "run", "supervisor.sock"));
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    socket.setEncoding("utf8");
    socket.on("connect", () => socket.write(`${JSON.stringify(message)}\n`));
    socket.on("data", (part: string) => (answer += part));
    socket.on("error", reject);
    socket.on("close", () => {
      if (answer.endsWith("\n")) resolve(JSON.parse(answer) as { ok: boolean; text: string });
      else reject(new Error("the supervisor ended before it answered"));
    });
  });
}

function isCluster(folder: string): boolean {
  try {
    return readFileSync(join(folder, "cluster.json")).length > 0;
  } catch {
    return false;
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const { folder, timeoutMs, words } = parse(argv);
  const [name = "help", ...rest] = words;
  if (["help", "--help", "-h"].includes(name)) {
    process.stdout.write(help(folder));
    return 0;
  }
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  const complain = (text: string) => {
    process.stderr.write(`${text}\n`);
    return 2;
  };
  if (!verb) return complain(`no such command: ${name}; there are ${Object.keys(verbs).join(", ")}`);
  const [fewest, most] = verb.words;
  if (rest.length < fewest || rest.length > most) return complain(`Usage: eval-postgres ${verb.usage}`);
  if (!(timeoutMs > 0)) return complain("--timeout takes a number of seconds");
  if (!isCluster(folder)) return complain(`no cluster in ${folder || "(give its folder with --cluster)"}`);
  const [node, ...args] = rest;
  try {
    const { ok, text } = await request(folder, { verb: name, node, args, timeoutMs }, timeoutMs + 2000);
    if (text !== "") (ok ? process.stdout : process.stderr).write(`${text.trimEnd()}\n`);
    return ok ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${name} failed: ${(error as Error).message}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
