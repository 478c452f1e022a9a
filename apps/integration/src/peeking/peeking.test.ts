import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openStore } from "@eval/store";
import { expect, it, onTestFinished } from "vitest";

const evalBin = fileURLToPath(new URL("../../../../packages/cli/bin/eval.js", import.meta.url));

/**
 * Prints everything that its user may see by ordinary means, before the fault and again and again
 * after it. Files count that are readable and newer than the operator's own start.
 */
const spy = `
touch started
look() {
  echo "== own"; env; cat {briefing}
  echo "== processes"; ps -eo pid,user,args; cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2> /dev/null | tr '\\0' '\\n'
  echo "== names"; find / -xdev \\( -path /proc -o -path /sys \\) -prune -o -newer started -print 2> /dev/null
  echo "== contents"; find / -xdev \\( -path /proc -o -path /sys -o -path "$HOME" \\) -prune \\
    -o -type f -newer started -readable -size -1024k -exec cat {} + 2> /dev/null
}
while :; do look; sleep 2; done`;

/** What must not be found where. In files, only what is this trial's alone: other trials may be under way on this machine. */
const telling: Record<string, RegExp> = {
  own: /lock_pileup|zq7f3xw|chaos|inject|sabotage|baseline/i,
  processes: /lock_pileup|zq7f3xw/,
  names: /lock_pileup|zq7f3xw/,
  contents: /zq7f3xw/,
};

it("an operator can see neither the fault, nor its plan, nor the seed", { timeout: 120_000 }, async (context) => {
  if (process.getuid?.() !== 0) context.skip("only root can give operators a user of their own");
  const folder = await mkdtemp(join(tmpdir(), "peeking-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const db = join(folder, "eval.db");
  const args = [
    ...["run", "--chaos", "lock_pileup", "--seed", "zq7f3xw", "--horizon", "7s", "--hold", "1s", "--quiet", "2s..3s"],
    ...["--db", db, "--operator-files", join(folder, "kept"), "--operator-command", spy],
  ];
  await promisify(execFile)(process.execPath, [evalBin, ...args], { maxBuffer: 1 << 26 });

  await using store = await openStore(db);
  const events = await store.getEvents(1);
  expect((await store.getTrial(1))?.outcome).toBe("timeout");
  expect(events.find(({ type }) => type === "operator.started")?.data).toMatchObject({ facts: { isolated: true } });
  const [kept = ""] = await readdir(join(folder, "kept"));
  const seen = await readFile(join(folder, "kept", kept, "operator.log"), "utf8");

  // It did look around: it saw itself, the cluster's processes and the briefing, before and after the fault.
  expect(seen).toContain("postgres");
  expect(seen).toContain("Healthy means");
  expect(seen.split("OPERATOR_DB=").length).toBeGreaterThan(3);
  const found = seen.split(/^== /m).flatMap((part) => {
    const [where = "", ...lines] = part.split("\n");
    return lines.filter((line) => telling[where]?.test(line)).map((line) => `${where}: ${line}`);
  });
  expect(found).toEqual([]);
});
