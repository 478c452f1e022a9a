import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpToolText } from "./http-tool.js";
import { TestHttpServer, type Reply } from "./http-servers.test.fixture.js";

let folder: string;
let stores: Reply = '{"count":0}';
let down: TestHttpServer;
let up: TestHttpServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "http-tool-"));
  down = await TestHttpServer.start(() => ({ status: 503, text: "redirect finds no leader" }));
  up = await TestHttpServer.start(() => stores);
  const pds = [`http://127.0.0.1:1`, `http://${down.address}`, `http://${up.address}`];
  await writeFile(join(folder, "tool.mjs"), httpToolText({ pds, statusPort: up.port }));
});

afterAll(async () => {
  await down[Symbol.asyncDispose]();
  await up[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [join(folder, "tool.mjs"), ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

describe("the administrators' HTTP program", () => {
  it("asks the first PD that answers with a leader, and sends JSON", async () => {
    const { code, stdout } = await run("pd", "POST", "/pd/api/v1/config", '{"schedule.halt-scheduling":false}');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"count":0}\n' });
    expect(up.calls.at(-1)).toEqual({
      method: "POST",
      path: "/pd/api/v1/config",
      body: '{"schedule.halt-scheduling":false}',
    });
  });

  it("asks a store's status port", async () => {
    expect((await run("store", "127.0.0.1", "PUT", "/resume_grpc")).code).toBe(0);
    expect(up.calls.at(-1)).toMatchObject({ method: "PUT", path: "/resume_grpc" });
  });

  it("fails with what was said when it is refused", async () => {
    stores = { status: 400, text: "can not remove store 4" };
    const { code, stdout, stderr } = await run("pd", "DELETE", "/pd/api/v1/store/4");
    expect(code).toBe(1);
    expect(stdout).toContain("can not remove store 4");
    expect(stderr).toContain("400");
  });

  it("fails when nobody answers, naming all that were asked", async () => {
    const { code, stderr } = await run("store", "127.0.0.2", "GET", "/status");
    expect(code).toBe(1);
    expect(stderr).toContain("http://127.0.0.2:");
  });

  it("says how it is used", async () => {
    const { code, stderr } = await run("pd", "GET");
    expect(code).toBe(2);
    expect(stderr).toContain("usage:");
  });
});
