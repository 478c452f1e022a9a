import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { processStart } from "./process-start.mjs";

test.runIf(process.platform === "linux")(
  "a living process has one start, a process that is gone has none",
  async () => {
    const child = spawn("sleep", ["60"]);
    const pid = child.pid ?? Number.NaN;
    const start = processStart(pid);
    expect(start).toMatch(/^\d+$/);
    expect(processStart(pid)).toBe(start);

    child.kill("SIGKILL");
    await once(child, "exit");
    expect(processStart(pid)).toBeUndefined();
  },
);
