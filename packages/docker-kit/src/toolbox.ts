import { fileURLToPath } from "node:url";
import type { Context } from "@eval/core";
import type { Engine } from "./engine.js";
import { orAborted } from "./outcome.js";

/** The toolbox image that this package can build: sh, coreutils, findutils, procps, iproute2, iptables, Node. */
export const defaultToolbox = "eval/toolbox:1";

const folder = fileURLToPath(new URL("../toolbox", import.meta.url));

/**
 * Builds it from the Dockerfile that this package carries, and keeps it. Needs a registry for its base, and Debian's
 * archive; rejects with what the engine says where they cannot be reached.
 */
export async function buildToolbox({ docker }: Engine, { signal }: Pick<Context, "signal">): Promise<void> {
  const building = docker.buildImage({ context: folder, src: ["Dockerfile"] }, { t: defaultToolbox });
  const steps = await orAborted(building, signal);
  const built = new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(steps, (error, said: { error?: string }[]) => {
      const failure = error ?? said.find((each) => each.error !== undefined)?.error;
      if (failure) reject(failure instanceof Error ? failure : new Error(failure));
      else resolve();
    });
  });
  await orAborted(built, signal);
}
