import { fileURLToPath } from "node:url";
import type { Context } from "@eval/core";
import { GenericContainer } from "testcontainers";
import { orAborted } from "./outcome.js";

/** The toolbox image that this package can build: sh, coreutils, findutils, procps, iproute2, iptables, Node. */
export const defaultToolbox = "eval/toolbox:1";

const folder = fileURLToPath(new URL("../toolbox", import.meta.url));

/**
 * Builds it from the Dockerfile that this package carries, and keeps it. Needs a registry for its base, and Debian's
 * archive; rejects with the engine's error where they cannot be reached.
 */
export async function buildToolbox({ signal }: Pick<Context, "signal">): Promise<void> {
  await orAborted(GenericContainer.fromDockerfile(folder).build(defaultToolbox, { deleteOnExit: false }), signal);
}
