import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import type { Log } from "../../log.js";
import type { PdOptions } from "../pd-options.js";

/**
 * The real etcd that keeps membership, quorum and data of this PD, as a child. Its client port is on the loopback
 * interface and private. It ends with this process, however this process ends.
 */
export interface EtcdProcess {
  /** `http://127.0.0.1:PORT` */
  clientUrl: string;
  /** Resolves when it ended by itself, with what it said last. */
  ended: Promise<{ code: number | null; lastWords: string }>;
  stop(): void;
}

/** The shell holds our end of a pipe: when we are gone, however that came, it ends etcd; when etcd ends, so does it. */
const GUARD = [
  'exec 3<&0; "$@" 3<&- & etcd=$!',
  "{ cat <&3 >/dev/null; kill -9 $etcd; } 2>/dev/null & guard=$!",
  "wait $etcd; code=$?; kill $guard; exit $code",
].join("\n");

export async function startEtcd(
  options: PdOptions & { initialClusterState: "new" | "existing" },
  log: Log,
): Promise<EtcdProcess> {
  const clientUrl = `http://127.0.0.1:${await freePort()}`;
  const child = spawn("sh", ["-c", GUARD, "sh", "etcd", ...etcdFlags(options, clientUrl)], {
    stdio: ["pipe", "ignore", "pipe"],
    env: { PATH: process.env.PATH, GOMAXPROCS: "1", GOGC: "50" },
  });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    said.push(messageOf(line));
    if (said.length > 20) said.shift();
    log.info("etcd", { said: messageOf(line) });
  });
  child.stdin.on("error", () => undefined);
  await once(child, "spawn");
  const ended = once(child, "close").then(([code]) => ({
    code: code as number | null,
    lastWords: said.filter((line) => line !== "").at(-1) ?? "",
  }));
  return { clientUrl, ended, stop: () => void child.stdin.end() };
}

const etcdFlags = (options: PdOptions & { initialClusterState: "new" | "existing" }, clientUrl: string): string[] => [
  `--name=${options.name}`,
  `--data-dir=${options.dataDir}`,
  `--listen-client-urls=${clientUrl}`,
  `--advertise-client-urls=${options.advertiseClientUrls}`,
  `--listen-peer-urls=${options.peerUrls}`,
  `--initial-advertise-peer-urls=${options.advertisePeerUrls}`,
  `--initial-cluster=${options.initialCluster}`,
  `--initial-cluster-token=${options.initialClusterToken}`,
  `--initial-cluster-state=${options.initialClusterState}`,
  `--heartbeat-interval=${options.tickMs}`,
  `--election-timeout=${options.electionMs}`,
  `--force-new-cluster=${options.forceNewCluster}`,
  "--pre-vote=true",
  "--enable-v2=false",
  "--logger=zap",
  "--log-level=warn",
];

/** What a line of etcd's log says: its message and its error. */
function messageOf(line: string): string {
  try {
    const { msg = "", error = "" } = JSON.parse(line) as { msg?: string; error?: string };
    return [msg, error].filter((part) => part !== "").join(": ");
  } catch {
    return line.trim();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
