import { spawnSync } from "node:child_process";
import { chmod, mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, onTestFinished } from "vitest";
import { scratchFolders } from "../testing/scratch.js";
import { SessionLog } from "./session-log.js";
import { shellWrapper } from "./shell-wrapper.js";
import { Spool } from "./spool.js";

const scratchFolder = scratchFolders(onTestFinished);

/** A session's log in memory: one line for each entry. */
function recording() {
  const entries: string[] = [];
  const add = (entry: string) => Promise.resolve(entries.push(entry));
  const session = new SessionLog(
    {
      logReasoning: (_, text) => add(`reasoning ${text}`),
      logCall: (_, { command }) => add(`call ${command}`),
      logResult: (_, { output, exitCode }) => add(`result ${exitCode} ${output}`),
    },
    "session",
  );
  return { entries, session };
}

async function wrapper() {
  const folder = await scratchFolder();
  const spool = join(folder, "a spool");
  await mkdir(spool);
  const shell = join(folder, "shell");
  await writeFile(shell, shellWrapper({ spool, timeoutMs: 20_000 }));
  await chmod(shell, 0o755);
  return { spool, shell };
}

test("results wait for those of earlier calls, for a reader pairs them by order", async () => {
  const { entries, session } = recording();
  const [first, second, third] = [
    await session.call("a", ""),
    await session.call("b", ""),
    await session.call("c", ""),
  ];
  await session.result(second, { output: "B", exitCode: 2 });
  expect(entries).toEqual(["call a", "call b", "call c"]);
  await session.result(first, { output: "A", exitCode: 1 });
  await session.result(third, { output: "C", exitCode: 3 });
  expect(entries.slice(3)).toEqual(["result 1 A", "result 2 B", "result 3 C"]);
});

test("at the end of a session a call that never ended keeps no later result back", async () => {
  const { entries, session } = recording();
  await session.call("a", "");
  await session.result(await session.call("b", ""), { output: "B", exitCode: 2 });
  await session.call("c", "");
  await session.finish();
  expect(entries).toEqual(["call a", "call b", "call c", "result null ", "result 2 B"]);
});

test("the output of a command is recorded within bounds, and shown whole", async () => {
  const { spool, shell } = await wrapper();
  const { entries, session } = recording();
  const { stdout } = spawnSync(shell, ["head -c 300000 /dev/zero | tr '\\0' x; echo end"]);
  expect(stdout.length).toBe(300_004);
  await new Spool(spool, session).ingest();
  expect(entries[1]).toMatch(/^result 0 x{1000,33000}\n\[… \d+ bytes left out …\]\nx+end\n$/);
  expect(entries[1]!.length).toBeLessThan(66_000);
});

test("a record that is only half written is left for later", async () => {
  const { spool } = await wrapper();
  const { entries, session } = recording();
  const watched = new Spool(spool, session);
  await mkdir(join(spool, "half"));
  await writeFile(join(spool, "half", "new"), "ec");
  await watched.ingest();
  expect(entries).toEqual([]);
  await writeFile(join(spool, "half", "command"), "echo");
  await watched.finish();
  expect(entries).toEqual(["call echo", "result null "]);
});

test("a command that floods the disk is cut off there", async () => {
  const { spool } = await wrapper();
  const { session } = recording();
  const watched = new Spool(spool, session);
  await mkdir(join(spool, "r"));
  await writeFile(join(spool, "r", "command"), "flood");
  await writeFile(join(spool, "r", "stdout"), Buffer.alloc(20 * 1024 * 1024));
  await watched.ingest();
  expect((await stat(join(spool, "r", "stdout"))).size).toBe(65_536);
});

test("a wrapper without a command says how it is used and records nothing", async () => {
  const { spool, shell } = await wrapper();
  const { entries, session } = recording();
  expect(spawnSync(shell, []).status).toBe(2);
  await new Spool(spool, session).finish();
  expect(entries).toEqual([]);
});
