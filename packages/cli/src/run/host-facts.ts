import { availableParallelism, hostname, release, totalmem } from "node:os";
import { ruleRevision, type JsonObject } from "@eval/core";
import type { Io } from "../io.js";
import { version } from "../version.js";

/** What figures depend on; stored with each campaign. */
export function hostFacts({ host }: Io): JsonObject {
  return {
    platform: host.platform,
    arch: host.arch,
    kernel: release(),
    node: host.node,
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    hostname: hostname(),
    root: host.uid === 0,
  };
}

/** Stored with each trial. */
export function versionsOf(subject: { name: string; version: string | null }, io: Io): JsonObject {
  return { harness: version(), rule: ruleRevision, subject: subject.version, node: io.host.node };
}
