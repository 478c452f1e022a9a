import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { attachCluster, keptAt, startCluster, volumeName, type DockerCluster } from "@eval/docker-kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findImages } from "../testing/docker-images.js";
import { ask, contextFor, leftovers, newClusterId, serversSpec } from "./cluster.test.fixture.js";

const images = await findImages("toolbox");
const lacking = typeof images === "string" ? images : null;
const toolbox = typeof images === "string" ? "" : images.toolbox;
const docker = async (...args: string[]) => await promisify(execFile)("docker", args);

describe.skipIf(lacking !== null)(`a cluster in Docker${lacking === null ? "" : ` (skipped: ${lacking})`}`, () => {
  const id = newClusterId();
  let cluster: DockerCluster;
  beforeAll(async () => {
    cluster = await startCluster(serversSpec(toolbox), contextFor(id));
  });
  afterAll(async () => {
    await cluster.destroy(contextFor(id));
  });

  const n1 = () => cluster.node("n1");
  const answer = async () => await ask(await n1().address(8080, contextFor(id)), contextFor(id));

  it("serves its published ports on loopback, and its nodes find each other by name", async () => {
    expect(await answer()).toBe("n1: I am n1\n");
    const program = "fetch('http://n2:8080').then((r) => r.text()).then((text) => process.stdout.write(text))";
    const { stdout } = await n1().exec(["node", "-e", program], {}, contextFor(id));
    expect(stdout).toBe("n2: I am n2\n");
    const { stdout: ports } = await docker("port", n1().containerName);
    expect(ports).toMatch(/^8080\/tcp -> 127\.0\.0\.1:\d+\n$/);
  });

  it("starts its seed before it makes the others", async () => {
    const format = "{{.Created}} {{.State.StartedAt}}";
    const { stdout: other } = await docker("inspect", "-f", format, n1().containerName);
    const { stdout: seed } = await docker("inspect", "-f", format, cluster.node("n2").containerName);
    const [made] = other.trim().split(" ");
    const [, started] = seed.trim().split(" ");
    expect(Date.parse(String(made))).toBeGreaterThanOrEqual(Date.parse(String(started)));
  });

  it("runs programs with their input, both outputs and the exit code", async () => {
    const script = "cat; echo wrong >&2; exit 3";
    const end = await cluster.admin.exec(["sh", "-c", script], { stdin: "hello" }, contextFor(id));
    expect(end).toEqual({ stdout: "hello", stderr: "wrong\n", exitCode: 3 });
  });

  it("keeps a node's bounded data while it is down, where they can be read and edited", async () => {
    const path = `${keptAt("n1", "data")}/motto.txt`;
    await n1().kill(contextFor(id));
    await n1().kill(contextFor(id));
    expect((await n1().state(contextFor(id))).exitCode).toBe(137);
    expect(await n1().address(8080, contextFor(id))).toBeUndefined();
    expect(await cluster.admin.readFile(path, contextFor(id))).toBe("I am n1\n");
    await n1().writeFile("/data/motto.txt", "I was edited\n", contextFor(id));
    await n1().start(contextFor(id));
    await n1().start(contextFor(id));
    expect(await answer()).toBe("n1: I was edited\n");
    const fill = await cluster.admin.exec(
      ["dd", "if=/dev/zero", `of=${keptAt("n1", "data")}/f`, "bs=1M"],
      {},
      contextFor(id),
    );
    expect(fill.stderr).toContain("No space left on device");
  });

  it("stops a node, by force where it does not end in time, and changes nothing the second time", async () => {
    await n1().stop({ graceS: 1 }, contextFor(id));
    await n1().stop({ graceS: 1 }, contextFor(id));
    expect(await n1().state(contextFor(id))).toMatchObject({ status: "exited", exitCode: 137 });
    await n1().start(contextFor(id));
    expect(await answer()).toContain("n1: ");
  });

  it("reads no file where there is none", async () => {
    expect(await n1().readFile("/data/none", contextFor(id))).toBeUndefined();
  });

  it("shows a paused node as paused, whose exec is refused, and continues it", async () => {
    await n1().pause(contextFor(id));
    await n1().pause(contextFor(id));
    const statuses = (await cluster.look(contextFor(id))).map(({ status }) => status);
    expect(statuses).toEqual(["paused", "running"]);
    await expect(n1().exec(["true"], {}, contextFor(id))).rejects.toMatchObject({ statusCode: 409 });
    await n1().unpause(contextFor(id));
    await n1().unpause(contextFor(id));
    expect((await n1().state(contextFor(id))).status).toBe("running");
  });

  it("takes a node off the network and puts it back under its name", async () => {
    await n1().disconnect(contextFor(id));
    await n1().disconnect(contextFor(id));
    expect((await cluster.look(contextFor(id)))[0]).toMatchObject({ connected: false, ports: {} });
    await n1().connect(contextFor(id));
    await n1().connect(contextFor(id));
    const { exitCode } = await cluster.admin.exec(["getent", "hosts", "n1"], {}, contextFor(id));
    expect(exitCode).toBe(0);
    expect(await answer()).toContain("n1: ");
  });

  it("has what a node said, apart by stream", async () => {
    await n1().restart({ graceS: 0 }, contextFor(id));
    await answer();
    expect(await n1().logs({ tail: 2 }, contextFor(id))).toEqual({ stdout: "up\n", stderr: "listening\n" });
  });

  it("is found again from elsewhere, and not where there is none", async () => {
    const spec = serversSpec(toolbox);
    const attached = await attachCluster({ spec, clusterId: id }, contextFor(id));
    expect((await attached?.look(contextFor(id)))?.map(({ name }) => name)).toEqual(["n1", "n2"]);
    expect(await attachCluster({ spec, clusterId: newClusterId() }, contextFor(id))).toBeUndefined();
  });

  it("refuses a second one of its id, and is not harmed by it", async () => {
    await expect(startCluster(serversSpec(toolbox), contextFor(id))).rejects.toMatchObject({ code: "create_failed" });
    expect(await answer()).toContain("n1: ");
  });

  it("is as it was made after a reset, whatever was done to it and attached to it", async () => {
    const { network, identity } = cluster;
    const volume = volumeName(identity, { node: "n2", purpose: "data" });
    await docker("run", "-d", "--network", network, "--name", `${id}-guest`, toolbox, "sleep", "600");
    await docker("run", "-d", "--network", `container:${cluster.node("n2").containerName}`, toolbox, "sleep", "600");
    await docker("run", "-d", "-v", `${volume}:/mnt`, toolbox, "sleep", "600");
    await docker("rm", "-f", n1().containerName);
    await docker("run", "-d", "--name", n1().containerName, toolbox, "sleep", "600");
    await docker("exec", "-d", cluster.admin.containerName, "sleep", "601");
    await cluster.reset(contextFor(id));
    expect(await answer()).toBe("n1: I am n1\n");
    const containers = (await leftovers(id)).filter((name) => name.startsWith("/"));
    expect(containers.toSorted()).toEqual(["admin", "n1", "n2"].map((name) => `/plain-${id}-${name}`));
    const { stdout } = await cluster.admin.exec(
      ["sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"],
      {},
      contextFor(id),
    );
    expect(stdout).not.toContain("sleep 601");
  });

  it("is made anew by a reset when even the network and the admin container are gone", async () => {
    await docker("rm", "-f", cluster.admin.containerName, n1().containerName, cluster.node("n2").containerName);
    await docker("network", "rm", cluster.network);
    await cluster.reset(contextFor(id));
    expect(await answer()).toBe("n1: I am n1\n");
  });
});
