import { request } from "node:http";
import { join } from "node:path";
import { describe } from "@eval/core";
import type { Check } from "./check.js";

type Address = { socketPath: string } | { host: string; port: number };
type Environment = { readonly [name: string]: string | undefined };

const answerMs = 3_000;

/** Whether a Docker engine answers. Only subjects that run in containers need one. */
export async function checkDocker(env: Environment): Promise<Check> {
  const check = { name: "Docker engine", needed: false };
  const todo = "Subjects in containers need one: install Docker or Podman, start it, and see that you may use it.";
  if (env["DOCKER_TLS_VERIFY"]) {
    const detail = `${env["DOCKER_HOST"] ?? "the engine"} wants TLS, which is not tried here`;
    return { ...check, status: "unknown", detail, todo: "Try `docker version`." };
  }
  const failures: string[] = [];
  for (const address of addressesOf(env)) {
    try {
      const version = await versionAt(address);
      return { ...check, status: "ok", detail: `${version} at ${nameOf(address)}`, todo: null };
    } catch (error) {
      failures.push(`${nameOf(address)}: ${reasonOf(error)}`);
    }
  }
  return { ...check, status: "missing", detail: failures.join("; "), todo };
}

/** Where an engine may be, by environment, the likeliest first. */
export function addressesOf(env: Environment): Address[] {
  const host = env["DOCKER_HOST"];
  if (host?.startsWith("unix://")) return [{ socketPath: host.slice("unix://".length) }];
  if (host) {
    const url = new URL(host.replace(/^tcp:/, "http:"));
    return [{ host: url.hostname, port: Number(url.port || "2375") }];
  }
  const rootless = env["XDG_RUNTIME_DIR"];
  return [{ socketPath: "/var/run/docker.sock" }, ...(rootless ? [{ socketPath: join(rootless, "docker.sock") }] : [])];
}

function versionAt(address: Address): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request({ ...address, path: "/version", signal: AbortSignal.timeout(answerMs) }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => (text += chunk));
      answer.once("error", reject);
      answer.once("end", () => {
        try {
          const { Version } = JSON.parse(text) as { Version?: unknown };
          if (typeof Version !== "string") throw new TypeError("it is no Docker engine");
          resolve(Version);
        } catch (error) {
          reject(error);
        }
      });
    });
    asking.once("error", reject);
    asking.end();
  });
}

function nameOf(address: Address): string {
  return "socketPath" in address ? address.socketPath : `${address.host}:${address.port}`;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "not there";
  if (code === "ECONNREFUSED") return "nobody listens";
  if (code === "EACCES") return "you may not use it";
  return describe(error);
}
