import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import process from "node:process";

/** What operators need of the machine and of the process that starts them. */
export interface Host {
  platform: string;
  pid: number;
  /** Effective user and group of this process; null where the platform has none. */
  uid: number | null;
  gid: number | null;
  /** Linux capabilities in force, as a bit set; null where there is no /proc. */
  capabilities: bigint | null;
  /** The highest uid of this user namespace; null where there is no /proc. */
  highestUid: number | null;
  temporaryFolder: string;
  /** The Node.js that runs this process. */
  nodePath: string;
  /** The only variables of this process's environment that operators inherit. */
  inherited: { PATH: string; LANG: string; TZ?: string };
}

/** This machine and this process: the one place that asks `process`. */
export function thisHost(): Host {
  const { env } = process;
  return {
    platform: process.platform,
    pid: process.pid,
    uid: process.geteuid?.() ?? null,
    gid: process.getegid?.() ?? null,
    capabilities: effectiveCapabilities(readOrNull("/proc/self/status")),
    highestUid: highestUid(readOrNull("/proc/self/uid_map")),
    temporaryFolder: tmpdir(),
    nodePath: process.execPath,
    inherited: {
      PATH: env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
      LANG: env["LANG"] ?? "C.UTF-8",
      ...(env["TZ"] === undefined ? {} : { TZ: env["TZ"] }),
    },
  };
}

export function effectiveCapabilities(status: string | null): bigint | null {
  const digits = /^CapEff:\s*([0-9a-f]+)$/m.exec(status ?? "")?.[1];
  return digits === undefined ? null : BigInt(`0x${digits}`);
}

/** Of lines `first outside count`: the last uid that exists here. */
export function highestUid(uidMap: string | null): number | null {
  const ends = [...(uidMap ?? "").matchAll(/^\s*(\d+)\s+\d+\s+(\d+)\s*$/gm)].map(
    ([, first, count]) => Number(first) + Number(count) - 1,
  );
  return ends.length === 0 ? null : Math.max(...ends);
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
