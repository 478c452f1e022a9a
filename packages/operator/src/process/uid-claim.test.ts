import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { beforeEach, expect, test, onTestFinished } from "vitest";
import { scratchFolders } from "../testing/scratch.js";
import { claimFreedUid, claimUid, uidClaims } from "./uid-claim.js";

const scratchFolder = scratchFolders(onTestFinished);

beforeEach((context) => {
  if (process.getuid?.() !== 0) context.skip("only root can give operators uids of their own");
});

async function claims(): Promise<string> {
  const directory = join(await scratchFolder(), "claims");
  await rm(directory, { recursive: true, force: true });
  return directory;
}

test("claims made at the same time get different uids, in a folder that only root enters", async () => {
  const directory = await claims();
  const made = await Promise.all(Array.from({ length: 12 }, () => claimUid(directory, process.pid)));
  expect(new Set(made.map((claim) => claim.uid)).size).toBe(12);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  await Promise.all(made.map((claim) => claim.release()));
  expect(await readdir(directory)).toEqual([]);
});

test("a uid is free again once it is released", async () => {
  const directory = await claims();
  const first = await claimUid(directory, process.pid);
  expect(await claimFreedUid(directory, process.pid, first.uid)).toBeNull();
  await first.release();
  expect(await claimFreedUid(directory, process.pid, first.uid)).toMatchObject({ uid: first.uid });
});

test("the claim of a holder that died is taken over by exactly one", async () => {
  const directory = await claims();
  const probe = await claimUid(directory, process.pid);
  await probe.release();
  await mkdir(join(directory, String(probe.uid)));
  await writeFile(join(directory, String(probe.uid), "1-1-dead"), "");
  const takers = Array.from({ length: 8 }, () => claimFreedUid(directory, process.pid, probe.uid));
  const taken = (await Promise.all(takers)).filter((claim) => claim !== null);
  expect(taken).toHaveLength(1);
  expect(await claimFreedUid(directory, process.pid, probe.uid)).toBeNull();
  await taken[0]?.release();
});

test("a uid under which something runs is not given out", async () => {
  const busy = await claimUid(uidClaims, process.pid);
  const left = spawn("/bin/sleep", ["60"], { uid: busy.uid, gid: busy.uid });
  try {
    await once(left, "spawn");
    const directory = await claims();
    const made = await Promise.all(Array.from({ length: 3 }, () => claimUid(directory, process.pid)));
    expect(made.map((claim) => claim.uid)).not.toContain(busy.uid);
    expect(await claimFreedUid(uidClaims, process.pid, busy.uid)).toBeNull();
  } finally {
    left.kill("SIGKILL");
    await once(left, "exit");
    await busy.release();
  }
});
