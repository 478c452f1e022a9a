import { readFileSync } from "node:fs";
import { FlagError, parseFlags, type Flag } from "../config/flags.js";
import { parseToml, type TomlTable, type TomlValue } from "../config/toml.js";
import { parseDurationMs, parseSize } from "../config/units.js";

/** How one tikv-server runs: its flags over its configuration file over TiKV's defaults. Sizes in bytes. */
export interface TikvOptions {
  addr: string;
  advertiseAddr: string;
  statusAddr: string;
  advertiseStatusAddr: string;
  dataDir: string;
  pdEndpoints: string[];
  labels: { key: string; value: string }[];
  logLevel: string;
  logFile: string;
  /** 0: as much as the file system has. */
  capacity: number;
  reserveSpace: number;
  tickMs: number;
  electionTicks: number;
  heartbeatTicks: number;
  regionHeartbeatMs: number;
  storeHeartbeatMs: number;
  /** Without an answer for longer, the leader takes a replica for down. */
  maxPeerDownMs: number;
  file: TomlTable;
}

const value = (...aliases: string[]): Flag => ({ kind: "value", aliases });
const flags = {
  addr: value("-A"),
  "advertise-addr": value(),
  "status-addr": value(),
  "advertise-status-addr": value(),
  "data-dir": value("-s", "--store"),
  "pd-endpoints": value("--pd"),
  config: value("-C"),
  "config-check": { kind: "switch" },
  "config-info": value(),
  labels: value(),
  "log-level": value("-L"),
  "log-file": value("-f"),
  capacity: value(),
  "metrics-addr": value(),
  "print-sample-config": { kind: "switch" },
  version: { kind: "switch", aliases: ["-V"] },
} as const satisfies Record<string, Flag>;

export type TikvRequest = { kind: "version" } | { kind: "check" | "run"; options: TikvOptions };

/** Throws FlagError, or an Error that says what is wrong with the configuration file. */
export function readTikvOptions(argv: readonly string[]): TikvRequest {
  const given = parseFlags<keyof typeof flags>(argv, flags, { singleDash: false });
  if (given.version !== undefined) return { kind: "version" };
  for (const unsupported of ["config-info", "print-sample-config"] as const) {
    if (given[unsupported]) throw new FlagError(`--${unsupported}: not a part of this stand-in`);
  }
  const file = given.config === undefined ? {} : parseToml(readFileSync(given.config, "utf8"));
  const text = (path: string, otherwise: string): string => String(at(file, path) ?? otherwise);
  const durationMs = (path: string, otherwise: string): number => parseDurationMs(text(path, otherwise));
  const size = (path: string, otherwise: string): number =>
    parseSize((at(file, path) as string | number | undefined) ?? otherwise);

  const addr = given.addr ?? text("server.addr", "127.0.0.1:20160");
  const statusAddr = given["status-addr"] ?? text("server.status-addr", "127.0.0.1:20180");
  const options: TikvOptions = {
    addr,
    advertiseAddr: given["advertise-addr"] ?? text("server.advertise-addr", addr),
    statusAddr,
    advertiseStatusAddr: given["advertise-status-addr"] ?? text("server.advertise-status-addr", statusAddr),
    dataDir: given["data-dir"] ?? text("storage.data-dir", "./"),
    pdEndpoints: (given["pd-endpoints"]?.split(",") ?? (at(file, "pd.endpoints") as string[] | undefined) ?? []).map(
      (endpoint) => endpoint.replace(/^https?:\/\//, "").trim(),
    ),
    labels: labelsOf(given.labels, at(file, "server.labels")),
    logLevel: given["log-level"] ?? text("log.level", "info"),
    logFile: given["log-file"] ?? text("log.file.filename", ""),
    capacity: given.capacity === undefined ? size("raftstore.capacity", "0") : parseSize(given.capacity),
    reserveSpace: size("storage.reserve-space", "5GiB"),
    tickMs: durationMs("raftstore.raft-base-tick-interval", "1s"),
    electionTicks: Number(text("raftstore.raft-election-timeout-ticks", "10")),
    heartbeatTicks: Number(text("raftstore.raft-heartbeat-ticks", "2")),
    regionHeartbeatMs: durationMs("raftstore.pd-heartbeat-tick-interval", "1m"),
    storeHeartbeatMs: durationMs("raftstore.pd-store-heartbeat-tick-interval", "10s"),
    maxPeerDownMs: durationMs("raftstore.max-peer-down-duration", "10m"),
    file,
  };
  if (options.pdEndpoints.length === 0)
    throw new FlagError("the following required arguments were not provided: --pd-endpoints");
  if (options.advertiseAddr.startsWith("0.0.0.0:")) {
    throw new FlagError(`invalid advertise-addr: ${JSON.stringify(options.advertiseAddr)}`);
  }
  return { kind: given["config-check"] === undefined ? "run" : "check", options };
}

function at(table: TomlTable, path: string): TomlValue | undefined {
  let found: TomlValue | undefined = table;
  for (const part of path.split(".")) {
    if (typeof found !== "object" || Array.isArray(found)) return undefined;
    found = found[part];
  }
  return found;
}

function labelsOf(flag: string | undefined, inFile: TomlValue | undefined): { key: string; value: string }[] {
  const pairs =
    flag === undefined
      ? Object.entries(typeof inFile === "object" && !Array.isArray(inFile) ? inFile : {})
      : flag.split(",").map((pair): [string, unknown] => {
          const [key = "", label] = pair.split("=");
          return [key, label];
        });
  return pairs.map(([key, label]) => ({ key, value: String(label ?? "") }));
}
