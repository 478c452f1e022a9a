import { spawn } from "node:child_process";
import { chown, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, onTestFinished, test, type TestContext } from "vitest";
import { isAlive, readPid, readText, scratchFolders } from "../testing/scratch.js";
import { until, within } from "../testing/within.js";
import { endAll } from "./containment.js";
import { markerName, startManagedProcess } from "./managed-process.js";
import { claimUid, uidClaims } from "./uid-claim.js";

const scratchFolder = scratchFolders(onTestFinished);

/** Starts a shell script; with `own`, under a uid of its own. */
async function start(script: string, own: boolean) {
  const folder = await scratchFolder();
  let uid: number | null = null;
  if (own) {
    const claim = await claimUid(uidClaims, process.pid);
    onTestFinished(() => claim.release());
    uid = claim.uid;
    await chown(folder, uid, uid);
  }
  const managed = await startManagedProcess({
    file: "/bin/sh",
    args: ["-c", script],
    env: { PATH: process.env["PATH"] ?? "" },
    cwd: folder,
    log: join(folder, "operator.log"),
    ...(uid === null ? {} : { as: { uid, gid: uid } }),
    ownUid: uid,
    runPrefix: "test",
  });
  onTestFinished(async () => void (await endAll(managed.containment, 5_000)));
  return { folder, ...managed, file: (name: string) => join(folder, name) };
}

const stop = (managed: { stop: Awaited<ReturnType<typeof start>>["stop"] }, graceMs = 10_000) =>
  within(20_000, (context) => managed.stop({ graceMs }, context));

test("what it writes goes to the file, and writing more than anybody reads does not block it", async () => {
  const { ended, file } = await start("head -c 2000000 /dev/zero | tr '\\0' x; echo done >&2", false);
  expect(await ended).toMatchObject({ exitCode: 0, signal: null });
  expect((await stat(file("operator.log"))).size).toBe(2_000_005);
});

test("its standard input is empty", async () => {
  const { ended, file } = await start("cat; echo end", false);
  await ended;
  expect(await readText(file("operator.log"))).toBe("end\n");
});

test("an early end is reported with how it ended and the last 4 KiB of its output", async () => {
  const { ended } = await start("head -c 9000 /dev/zero | tr '\\0' x; echo; echo last words; exit 3", false);
  const end = await ended;
  expect(end).toMatchObject({ exitCode: 3, signal: null });
  expect(end.outputTail).toHaveLength(4096);
  expect(end.outputTail.endsWith("xxx\nlast words\n")).toBe(true);
});

test("an early end by a signal is reported as one", async () => {
  const { ended } = await start("kill -9 $$", false);
  expect(await ended).toMatchObject({ exitCode: null, signal: "SIGKILL", outputTail: "" });
});

test("one that ends when asked to is not killed, and may take its time", async () => {
  const managed = await start("trap 'sleep 0.3; echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done", false);
  await until(async () => (await readText(managed.file("operator.log"))) === "up\n");
  const { end, ...how } = await stop(managed);
  expect(how).toEqual({ managed: true, killed: false, survivors: [] });
  expect(end).toMatchObject({ exitCode: 0, signal: null, outputTail: expect.stringMatching(/bye\n$/) as string });
});

test("one that ignores the request is killed when its grace is over", async () => {
  const managed = await start("trap '' TERM; echo up; while :; do sleep 1; done", false);
  await until(async () => (await readText(managed.file("operator.log"))) === "up\n");
  expect(await stop(managed, 200)).toMatchObject({ killed: true, end: { signal: "SIGKILL" }, survivors: [] });
  expect(await isAlive(managed.pid)).toBe(false);
});

test("a second stop gives the same answer as the first", async () => {
  const managed = await start("sleep 60", false);
  const [first, second] = await Promise.all([stop(managed), stop(managed)]);
  expect(second).toEqual(first);
});

test("an end that was asked for is not reported as an early one", async () => {
  const managed = await start("sleep 60", false);
  let early = false;
  void managed.ended.then(() => (early = true));
  await stop(managed);
  await new Promise((resolve) => setImmediate(resolve));
  expect(early).toBe(false);
});

describe.each([
  { how: "by its uid", own: true },
  { how: "by the marker", own: false },
])("what an operator spawned is found $how", ({ own }) => {
  const needsRoot = (context: TestContext) => {
    if (own && process.getuid?.() !== 0) context.skip("only root can give operators uids of their own");
  };

  test("a child in a session of its own is gone after the stop", async (context) => {
    needsRoot(context);
    const managed = await start("setsid sh -c 'echo $$ > child; exec sleep 60' & exec sleep 60", own);
    const child = await until(() => readPid(managed.file("child")));
    expect(await stop(managed)).toMatchObject({ killed: false, survivors: [] });
    expect(await isAlive(child)).toBe(false);
  });

  test("a daemon that forked twice and outlived its parent is gone after the stop", async (context) => {
    needsRoot(context);
    const daemon = `sh -c "trap '' TERM HUP; echo \\$\\$ > daemon; while :; do sleep 0.1; done"`;
    const managed = await start(`setsid sh -c '${daemon.replaceAll("'", `'\\''`)} & exit'; exit 7`, own);
    const pid = await until(() => readPid(managed.file("daemon")));
    expect(await managed.ended).toMatchObject({ exitCode: 7 });
    expect(await isAlive(pid)).toBe(true);
    expect(await stop(managed)).toMatchObject({ survivors: [] });
    expect(await isAlive(pid)).toBe(false);
  });

  test("a loop that goes on repairing does nothing more after the stop", async (context) => {
    needsRoot(context);
    const loop = "while :; do echo again >> repairs; (sleep 0.02); done";
    const managed = await start(`setsid nohup sh -c '${loop}' > /dev/null 2>&1 & exec sleep 60`, own);
    await until(async () => (await readText(managed.file("repairs"))).length > 20);
    expect(await stop(managed)).toMatchObject({ survivors: [] });
    const after = await readText(managed.file("repairs"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await readText(managed.file("repairs"))).toBe(after);
  });

  test("what others run is left alone", async (context) => {
    needsRoot(context);
    const stranger = spawn("/bin/sleep", ["60"], { detached: true, stdio: "ignore", env: { [markerName]: "another" } });
    onTestFinished(() => void stranger.kill("SIGKILL"));
    const managed = await start("exec sleep 60", own);
    await stop(managed);
    expect(await isAlive(stranger.pid!)).toBe(true);
  });
});
