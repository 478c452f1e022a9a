import { join } from "node:path";
import { expect, test, onTestFinished } from "vitest";
import { isAlive, readPid, scratchFolders } from "../testing/scratch.js";
import { until } from "../testing/within.js";
import { boundText } from "./bounded-output.js";
import { runCommand } from "./run-command.js";

const scratchFolder = scratchFolders(onTestFinished);

const run = (command: string, more: { timeoutMs?: number; maxOutput?: number; signal?: AbortSignal } = {}) =>
  runCommand({ command, timeoutMs: 30_000, signal: new AbortController().signal, ...more });

test("a command runs through a real shell; exit code and both outputs are kept", async () => {
  expect(await run("echo out; echo err >&2; exit 3")).toEqual({ exitCode: 3, output: "out\nerr\n" });
  expect(await run("kill -TERM $$")).toMatchObject({ exitCode: 143 });
  expect(await run("no-such-program")).toMatchObject({ exitCode: 127 });
});

test("a command that takes too long is killed with all of its group", async () => {
  const pidFile = join(await scratchFolder(), "pid");
  const { exitCode, output } = await run(`echo begun; sh -c 'echo $$ > ${pidFile}; exec sleep 60'`, {
    timeoutMs: 1_000,
  });
  expect({ exitCode, output }).toEqual({ exitCode: 124, output: "begun\n" });
  expect(await isAlive((await readPid(pidFile))!)).toBe(false);
});

test("of long output the beginning and the end are kept", async () => {
  const { output } = await run("echo first; head -c 1000000 /dev/zero | tr '\\0' x; echo; echo last", {
    maxOutput: 100,
  });
  expect(output).toMatch(/^first\nx{44}\n\[… 999912 bytes left out …\]\nx{44}\nlast\n$/);
});

test("a text of exactly the length allowed is whole", () => {
  expect(boundText("0123456789", 10)).toBe("0123456789");
  expect(boundText("0123456789A", 10)).toBe("01234\n[… 1 bytes left out …]\n6789A");
});

test("what a command leaves in the background is neither waited for nor ended, however much it writes", async () => {
  const pidFile = join(await scratchFolder(), "pid");
  const { output } = await run(
    `sh -c 'echo $$ > ${pidFile}; sleep 0.4; head -c 300000 /dev/zero; exec sleep 60' & echo done`,
  );
  expect(output).toBe("done\n");
  const pid = await until(() => readPid(pidFile));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(await isAlive(pid)).toBe(true);
  process.kill(pid, "SIGKILL");
});

test("an abort ends the command and rejects with its reason", async () => {
  const pidFile = join(await scratchFolder(), "pid");
  const controller = new AbortController();
  const running = run(`sh -c 'echo $$ > ${pidFile}; exec sleep 60'`, { signal: controller.signal });
  const pid = await until(() => readPid(pidFile));
  controller.abort(new Error("over"));
  await expect(running).rejects.toThrow("over");
  await until(async () => !(await isAlive(pid)));
});
