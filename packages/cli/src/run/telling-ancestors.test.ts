import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { expect, it } from "vitest";
import { ancestorsTell, tells } from "./telling-ancestors.js";

const secrets = { chaosType: "node_kill", seed: "a1b2" };

it("takes arguments that name the fault or the seed for telling, and others not", () => {
  expect(tells("npm exec eval run --chaos node_kill", secrets)).toBe(true);
  expect(tells("sh\0-c\0./nightly.sh node_kill", secrets)).toBe(true);
  expect(tells("make\0SEED=a1b2", secrets)).toBe(true);
  expect(tells("node\0--require\0x", { chaosType: null, seed: null })).toBe(false);
  expect(tells("bash\0./run-everything.sh", secrets)).toBe(false);
});

it("looks at every process above the given one, but not at that one itself", async (context) => {
  if (process.platform !== "linux") context.skip("needs /proc");
  // A shell whose arguments name a fault, and below it one whose arguments do not.
  const outer = spawn("/bin/sh", ["-c", "/bin/sh -c 'echo $$; read line'; exit # telltale_fault"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  try {
    const [text] = (await once(outer.stdout, "data")) as [Buffer];
    const inner = Number(text.toString());
    expect(await ancestorsTell(inner, { chaosType: "telltale_fault", seed: null })).toBe(true);
    expect(await ancestorsTell(outer.pid!, { chaosType: "telltale_fault", seed: null })).toBe(false);
  } finally {
    const ended = once(outer, "exit");
    outer.stdin.end();
    await ended;
  }
});
