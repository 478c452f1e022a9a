import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { executeInShell } from "./execute-in-shell.js";

const calm = new AbortController().signal;

describe("a command run through the shell", () => {
  it("gives its exit code and what it said on both streams", async () => {
    const end = await executeInShell("echo out; echo err >&2; exit 3", { signal: calm });
    expect(end).toEqual({ exitCode: 3, output: "out\nerr\n" });
  });

  it("that dies of a signal has the exit code that shells give it", async () => {
    expect((await executeInShell("kill -TERM $$", { signal: calm })).exitCode).toBe(143);
  });

  it("that does not exist is told as shells tell it", async () => {
    const end = await executeInShell("/no/such/program", { signal: calm });
    expect(end.exitCode).toBe(127);
    expect(end.output).toContain("/no/such/program");
  });

  it("finds a plain environment, not the harness's", async () => {
    const { output } = await executeInShell("env", { signal: calm });
    const names = output.split("\n").map((line) => line.split("=")[0]);
    expect(names.filter((name) => !["PATH", "LC_ALL", "PWD", "OLDPWD", "SHLVL", "_", ""].includes(name!))).toEqual([]);
  });

  it("does not wait for what it left in the background, nor ends it", async () => {
    const { output } = await executeInShell("sleep 60 & echo $!", { signal: calm });
    const pid = Number(output);
    expect(() => process.kill(pid, 0)).not.toThrow();
    process.kill(pid, "SIGKILL");
  });

  it("is killed with all it started when its time is up", async () => {
    const folder = await mkdtemp(join(tmpdir(), "shell-"));
    const controller = new AbortController();
    const command = `sleep 60 & echo $! > ${folder}/pid; wait`;
    const ended = executeInShell(command, { signal: controller.signal }).catch((error: unknown) => error);
    const pidOf = () => Number(readFileSync(join(folder, "pid"), "utf8"));
    await expect.poll(() => existsSync(join(folder, "pid")) && pidOf() > 0).toBe(true);
    const pid = pidOf();
    await rm(folder, { recursive: true });
    controller.abort(new Error("time is up"));
    expect(await ended).toMatchObject({ message: "time is up" });
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it.runIf(process.geteuid?.() === 0)("gives up root for the group that may administer the cluster", async () => {
    const { output } = await executeInShell("id -u; id -g; id -G", { signal: calm, adminGid: 60_123 });
    const [uid, gid, groups] = output.trim().split("\n");
    expect(Number(uid)).not.toBe(0);
    expect([gid, groups]).toEqual(["60123", "60123"]);
  });
});

/** A zombie is not alive; only where there is no /proc does it look so until it is reaped. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(existsSync("/proc/self/stat") ? readFileSync(`/proc/${pid}/stat`, "latin1") : "");
  } catch {
    return false;
  }
}
