import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const names = ["n1", "n2", "n3"];
const deadlineMs = 120_000;
const lookAgainMs = 50;

/** The argv that a compose of this machine begins with; undefined where there is none. */
export async function findCompose(): Promise<string[] | undefined> {
  for (const argv of [["docker-compose"], ["docker", "compose"]]) {
    const [program = "", ...rest] = argv;
    const works = await run(program, [...rest, "version"]).then(
      () => true,
      () => false,
    );
    if (works) return argv;
  }
  return undefined;
}

export interface Composed {
  compose: readonly string[];
  image: string;
  /** Between two health checks. */
  intervalS: number;
  /** Arguments of `down`. */
  down: readonly string[];
}

/** How long each of some resets takes, `down` and `up` until every member's health check has passed, in ms. */
export async function timeComposeResets(
  { compose, image, intervalS, down }: Composed,
  times: number,
): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), "compose-"));
  const project = `bench${randomBytes(4).toString("hex")}`;
  const [program = "", ...rest] = compose;
  const call = async (...args: string[]) =>
    await run(program, [...rest, "-p", project, "-f", join(folder, "compose.yaml"), ...args], { timeout: deadlineMs });
  const taken: number[] = [];
  try {
    await writeFile(join(folder, "compose.yaml"), composeFile(image, intervalS));
    await call("up", "-d");
    await untilHealthy(project);
    for (let time = 0; time < times; time++) {
      const began = performance.now();
      await call("down", "-v", ...down);
      await call("up", "-d");
      await untilHealthy(project);
      taken.push(performance.now() - began);
    }
    return taken;
  } finally {
    await call("down", "-v", "-t", "0");
    await rm(folder, { recursive: true });
  }
}

async function untilHealthy(project: string): Promise<void> {
  const filters = ["--filter", `label=com.docker.compose.project=${project}`, "--filter", "health=healthy"];
  for (const end = performance.now() + deadlineMs; performance.now() < end; await delay(lookAgainMs)) {
    const { stdout } = await run("docker", ["ps", "-q", ...filters]);
    if (stdout.trim().split("\n").filter(Boolean).length === names.length) return;
  }
  throw new Error("the composed members did not become healthy");
}

function composeFile(image: string, intervalS: number): string {
  const members = names.map((name) => `${name}=http://${name}:2380`).join(",");
  const service = (name: string) => `  ${name}:
    image: ${image}
    command: [etcd, --name, ${name}, --data-dir, /data, --listen-client-urls, "http://0.0.0.0:2379",
      --advertise-client-urls, "http://${name}:2379", --listen-peer-urls, "http://0.0.0.0:2380",
      --initial-advertise-peer-urls, "http://${name}:2380", --initial-cluster, "${members}"]
    ports: ["127.0.0.1::2379"]
    volumes: ["${name}:/data"]
    healthcheck:
      test: [CMD, etcdctl, endpoint, health]
      interval: ${intervalS}s
      timeout: 3s
      retries: 5
`;
  const volumes = names.map((name) => `  ${name}: {}`).join("\n");
  return `version: "3.8"\nservices:\n${names.map(service).join("")}volumes:\n${volumes}\n`;
}
