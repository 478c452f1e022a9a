import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import process from "node:process";
import type { Briefing, OperatorStart, RunningOperator } from "@eval/core";
import { expect, onTestFinished, test, type TestContext } from "vitest";
import { thisHost } from "../host.js";
import { canHideProcesses } from "../process/private-view.js";
import { uidClaims } from "../process/uid-claim.js";
import { isAlive, readPid, readText, scratchFolders } from "../testing/scratch.js";
import { until, within } from "../testing/within.js";
import { commandOperator, type CommandOperatorOptions } from "./command-operator.js";

const scratchFolder = scratchFolders(onTestFinished);

const briefing: Briefing = { summary: "A cluster.", endpoints: [], nodes: [], commands: {} };

async function start(options: CommandOperatorOptions, more: Partial<OperatorStart> = {}) {
  const scratch = await scratchFolder();
  const host = { ...thisHost(), temporaryFolder: scratch };
  const operator = commandOperator({ host, ...options });
  const running = await within(20_000, (context) => operator.start({ briefing, handle: "secret", ...more }, context));
  onTestFinished(() => running[Symbol.asyncDispose]());
  const folder = String(running.facts["folder"]);
  return { running, scratch, folder, file: (name: string) => join(folder, name) };
}

const stop = (running: RunningOperator) => within(20_000, (context) => running.stop({ graceMs: 5_000 }, context));

/** Whether this process holds a claim on the uid; somebody else may have claimed it meanwhile. */
async function isHeldByUs(uid: unknown): Promise<boolean> {
  const holders = await readdir(join(uidClaims, String(uid))).catch(() => []);
  return holders.some((holder) => holder.startsWith(`${process.pid}-`));
}

function needsRoot(context: TestContext) {
  if (process.getuid?.() !== 0) context.skip("only root can give operators uids of their own");
}

test("it finds in its environment what was promised and nothing of the harness's", async () => {
  process.env["HARNESS_SECRET"] = "token";
  onTestFinished(() => void delete process.env["HARNESS_SECRET"]);
  const { running, folder, file } = await start({ command: "cat /proc/$$/environ > seen", env: { MODEL: "small" } });
  await running.ended;
  const seen = (await readFile(file("seen"), "utf8")).split("\0").filter((line) => line !== "");
  const { PATH, LANG, TZ } = thisHost().inherited;
  expect(seen.filter((line) => !line.startsWith("OPERATOR_RUN=")).sort()).toEqual(
    [
      `BRIEFING=${folder}/briefing.json`,
      `HOME=${folder}`,
      `LANG=${LANG}`,
      "MODEL=small",
      `OPERATOR_DB=${folder}/operator.db`,
      `PATH=${PATH}`,
      `TMPDIR=${folder}/tmp`,
      ...(TZ === undefined ? [] : [`TZ=${TZ}`]),
    ].sort(),
  );
});

test("it is told its variant, all of it in a file and the parts that there are in its environment", async () => {
  const variant = { name: "small", model: "m-1", systemPrompt: null, toolsConfig: { tool_choice: "auto" } };
  const command = 'env | grep ^VARIANT_ | sort > seen; cat "$VARIANT_FILE" > told';
  const { running, folder, file } = await start({ command, variant });
  await running.ended;
  expect((await readFile(file("seen"), "utf8")).trim().split("\n")).toEqual([
    `VARIANT_FILE=${folder}/variant.json`,
    "VARIANT_MODEL=m-1",
    "VARIANT_NAME=small",
    'VARIANT_TOOLS_CONFIG={"tool_choice":"auto"}',
  ]);
  expect(JSON.parse(await readFile(file("told"), "utf8"))).toEqual({
    name: "small",
    model: "m-1",
    system_prompt: null,
    tools_config: { tool_choice: "auto" },
  });
});

test("it lives in a folder of its own that nobody else enters, with its briefing in it", async () => {
  const { running, folder, file } = await start({ command: "pwd > where; touch tmp/own; cat {briefing} > read" });
  await running.ended;
  expect(await readText(file("where"))).toBe(`${folder}\n`);
  expect(JSON.parse(await readText(file("read")))).toEqual(briefing);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await readdir(file("tmp"))).toEqual(["own"]);
});

test("nothing it can see names the handle, a trial or a fault", async () => {
  const look = "cat /proc/$$/environ /proc/$$/cmdline {briefing}; ls -R; ps -o args= -p $$";
  const host = thisHost();
  const plain = { ...host, inherited: { ...host.inherited, PATH: "/usr/bin:/bin" } };
  const { running, file } = await start({ command: look, host: plain });
  await running.ended;
  expect(await readText(file("operator.log"))).not.toMatch(/secret|trial|chaos|fault|eval/i);
});

test("where asked to, it sees no processes but its own, and is ended like any other", async (context) => {
  needsRoot(context);
  if (!(await canHideProcesses(thisHost()))) context.skip("needs unshare, setpriv and mount");
  const command = "ps -eo uid= > seen; id -u > who; ls -ld /proc/1 2> denied; echo yes > done; exec sleep 60";
  const { running, file } = await start({ command, hideProcesses: true });
  expect(running.facts).toMatchObject({ isolated: true, processesHidden: true });
  await until(async () => (await readText(file("done"))) === "yes\n");
  const uid = (await readText(file("who"))).trim();
  expect(Number(uid)).toBe(running.facts["uid"]);
  expect(new Set((await readText(file("seen"))).trim().split(/\s+/))).toEqual(new Set([uid]));
  expect(await readText(file("denied"))).toMatch(/\S/);
  expect(await stop(running)).toMatchObject({ survivors: [] });
});

test("its trace is empty as long as it has written nothing", async () => {
  const { running } = await start({ command: "exec sleep 60" });
  expect(await running.trace.mark()).toMatchObject({ tickets: {}, busy: [] });
});

test("under root it runs as a user of its own, in the cluster's group and no other", async (context) => {
  needsRoot(context);
  const { running, file } = await start({ command: "id -u; id -g; id -G" }, { adminGid: 60_123 });
  await running.ended;
  const { uid } = running.facts;
  expect(await readText(file("operator.log"))).toBe(`${String(uid)}\n60123\n60123\n`);
  expect(uid).toBeGreaterThanOrEqual(61_000);
  expect(running.facts).toMatchObject({ isolated: true, isolationReason: null, containedBy: "uid", gid: 60_123 });
});

test("under root it can read neither root's files nor the environment of other processes", async (context) => {
  needsRoot(context);
  const secrets = await scratchFolder();
  await writeFile(join(secrets, "eval.db"), "the answer");
  await chmod(join(secrets, "eval.db"), 0o600);
  const spy = `cat ${secrets}/eval.db; cat /proc/${process.pid}/environ; cat /proc/1/environ; echo end`;
  const { running, file } = await start({ command: spy });
  await running.ended;
  expect((await readText(file("operator.log"))).split("\n")).toEqual([
    expect.stringMatching(/eval\.db: Permission denied$/),
    expect.stringMatching(/environ: Permission denied$/),
    expect.stringMatching(/environ: Permission denied$/),
    "end",
    "",
  ]);
});

test("two at a time have different uids", async (context) => {
  needsRoot(context);
  const { running: first } = await start({ command: "exec sleep 60" });
  const { running: second } = await start({ command: "exec sleep 60" });
  expect(first.facts["uid"]).not.toBe(second.facts["uid"]);
});

test("without isolation the record says so, and why", async () => {
  const shared = await start({ command: "id -u", isolation: "shared" });
  await shared.running.ended;
  expect(await readText(shared.file("operator.log"))).toBe(`${process.getuid!()}\n`);
  expect(shared.running.facts).toMatchObject({ isolated: false, containedBy: "marker" });
  const ordinary = await start({ command: "true", host: { ...thisHost(), uid: 1000 } });
  expect(ordinary.running.facts["isolationReason"]).toMatch(/not run as root/);
});

test("a temporary folder closed to others is not used for another user", async (context) => {
  needsRoot(context);
  const closed = await scratchFolder();
  await chmod(closed, 0o700);
  const { running, folder } = await start({
    command: "cat {briefing}",
    host: { ...thisHost(), temporaryFolder: closed },
  });
  expect(await running.ended).toMatchObject({ exitCode: 0 });
  expect(folder.startsWith(closed)).toBe(false);
});

test("when it has stopped its database and log are kept, and disposal leaves nothing else", async () => {
  const keepIn = join(await scratchFolder(), "kept");
  const command = "printf database > {operatorDb}; echo said; exec sleep 60";
  const { running, scratch, folder } = await start({ command, keepIn });
  await until(async () => (await readText(join(folder, "operator.log"))) === "said\n");
  expect(await isHeldByUs(running.facts["uid"])).toBe(running.facts["isolated"]);
  await stop(running);
  const kept = join(keepIn, basename(folder));
  expect(running.facts["kept"]).toBe(kept);
  expect((await readdir(kept)).sort()).toEqual(["operator.db", "operator.log"]);
  expect(await readText(join(kept, "operator.db"))).toBe("database");
  expect(await readText(join(kept, "operator.log"))).toBe("said\n");
  await running[Symbol.asyncDispose]();
  expect(await readdir(scratch)).toEqual([]);
  expect(await isHeldByUs(running.facts["uid"])).toBe(false);
});

test("a link that it puts in place of its database is not followed when files are kept", async () => {
  const keepIn = await scratchFolder();
  const secret = join(keepIn, "secret");
  await writeFile(secret, "the answer");
  const { running, folder } = await start({ command: `ln -s ${secret} {operatorDb}`, keepIn });
  await running.ended;
  await stop(running);
  expect(await readdir(join(keepIn, basename(folder)))).toEqual(["operator.log"]);
});

test("disposal without a stop ends it too", async () => {
  const { running, file } = await start({ command: "setsid sh -c 'echo $$ > pid; exec sleep 60'" });
  const pid = await until(() => readPid(file("pid")));
  await running[Symbol.asyncDispose]();
  expect(await isAlive(pid)).toBe(false);
});

test("a start that fails leaves nothing behind", async () => {
  const scratch = await scratchFolder();
  const host = { ...thisHost(), temporaryFolder: join(scratch, "missing") };
  const starting = within(20_000, (context) =>
    commandOperator({ command: "true", isolation: "shared", host }).start({ briefing, handle: null }, context),
  );
  await expect(starting).rejects.toMatchObject({ code: "operator_start_failed" });
  expect(await readdir(scratch)).toEqual([]);
});
