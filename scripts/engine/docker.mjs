import { execFile } from "node:child_process";

const ANSWER_WITHIN_MS = 10_000;

/**
 * Runs the docker client and hands back what it printed.
 *
 * @param {readonly string[]} args
 * @returns {Promise<string | undefined>} undefined when it failed, for whatever reason
 */
export function docker(args) {
  return new Promise((resolve) => {
    execFile("docker", args, { timeout: ANSWER_WITHIN_MS, killSignal: "SIGKILL" }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    );
  });
}

/** @returns {Promise<string | undefined>} the version of the engine that answers here, if any does */
export function engineVersion() {
  return docker(["version", "--format", "{{.Server.Version}}"]);
}
