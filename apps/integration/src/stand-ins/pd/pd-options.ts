import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { FlagError, parseFlags, type Flag } from "../config/flags.js";
import { parseToml, type TomlTable } from "../config/toml.js";
import { parseDurationMs } from "../config/units.js";

/** How one pd-server runs: its flags over its configuration file over PD's defaults. */
export interface PdOptions {
  name: string;
  dataDir: string;
  clientUrls: string;
  advertiseClientUrls: string;
  peerUrls: string;
  advertisePeerUrls: string;
  initialCluster: string;
  initialClusterToken: string;
  join: string;
  forceNewCluster: boolean;
  logLevel: string;
  logFile: string;
  /** The configuration file, parsed; empty without one. */
  file: TomlTable;
  leaseMs: number;
  tickMs: number;
  electionMs: number;
  priorityCheckMs: number;
  /** Without a heartbeat for so long, a store is Disconnected. The real PD has 20 s built in. */
  disconnectMs: number;
}

const value: Flag = { kind: "value" };
const flags = {
  name: value,
  "data-dir": value,
  "client-urls": value,
  "advertise-client-urls": value,
  "peer-urls": value,
  "advertise-peer-urls": value,
  "initial-cluster": value,
  join: value,
  config: value,
  "config-check": { kind: "switch" },
  "log-level": { kind: "value", aliases: ["-L"] },
  "log-file": value,
  "metrics-addr": value,
  cacert: value,
  cert: value,
  key: value,
  "force-new-cluster": { kind: "switch" },
  version: { kind: "switch", aliases: ["-V", "-v"] },
} as const satisfies Record<string, Flag>;

export type PdRequest = { kind: "version" } | { kind: "check" | "run"; options: PdOptions };

/** Throws FlagError, or an Error that says what is wrong with the configuration file. */
export function readPdOptions(argv: readonly string[]): PdRequest {
  const given = parseFlags<keyof typeof flags>(argv, flags, { singleDash: true });
  if (given.version !== undefined) return { kind: "version" };
  for (const unsupported of ["cacert", "cert", "key"] as const) {
    if (given[unsupported]) throw new FlagError(`--${unsupported}: this stand-in speaks without TLS`);
  }
  const file = given.config === undefined ? {} : parseToml(readFileSync(given.config, "utf8"));
  const text = (name: keyof typeof flags, otherwise: string): string => given[name] ?? textOf(file, name, otherwise);
  const name = text("name", `pd-${hostname()}`);
  const clientUrls = text("client-urls", "http://127.0.0.1:2379");
  const peerUrls = text("peer-urls", "http://127.0.0.1:2380");
  const advertisePeerUrls = text("advertise-peer-urls", peerUrls);
  const options: PdOptions = {
    name,
    dataDir: text("data-dir", `default.${name}`),
    clientUrls,
    advertiseClientUrls: text("advertise-client-urls", clientUrls),
    peerUrls,
    advertisePeerUrls,
    initialCluster: text("initial-cluster", `${name}=${advertisePeerUrls}`),
    initialClusterToken: textOf(file, "initial-cluster-token", "pd-cluster"),
    join: text("join", ""),
    forceNewCluster: text("force-new-cluster", "false") === "true",
    logLevel: text("log-level", textOf(tableOf(file, "log"), "level", "info")),
    logFile: text("log-file", textOf(tableOf(tableOf(file, "log"), "file"), "filename", "")),
    file,
    leaseMs: Number(file.lease ?? 5) * 1_000,
    tickMs: parseDurationMs(textOf(file, "tick-interval", "500ms")),
    electionMs: parseDurationMs(textOf(file, "election-interval", "3s")),
    priorityCheckMs: parseDurationMs(textOf(file, "leader-priority-check-interval", "1m")),
    disconnectMs: parseDurationMs(textOf(tableOf(file, "stand-in"), "store-disconnect-time", "20s")),
  };
  return { kind: given["config-check"] === undefined ? "run" : "check", options };
}

function tableOf(table: TomlTable, key: string): TomlTable {
  const found = table[key];
  return typeof found === "object" && !Array.isArray(found) ? found : {};
}

function textOf(table: TomlTable, key: string, otherwise: string): string {
  const found = table[key];
  if (found === undefined || found === "") return otherwise;
  if (typeof found === "object") throw new Error(`${key} must be a text`);
  return String(found);
}
