import { accessSync, constants } from "node:fs";
import type { Engine } from "./engine.js";

const places = ["/usr/bin/docker", "/usr/local/bin/docker", "/opt/homebrew/bin/docker", "/snap/bin/docker"];

/** Absolute path of the docker command, for briefed commands; undefined where it is not installed. */
export function findDockerCli(): string | undefined {
  return places.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The first words of a briefed command line that talks to this engine, whatever the operator's environment says. */
export function dockerCommand({ socket }: Pick<Engine, "socket">, cli = findDockerCli() ?? "docker"): string {
  return `${cli} -H unix://${socket}`;
}
