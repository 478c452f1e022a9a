import { describe, expect, it } from "vitest";
import type { Output } from "../io.js";
import { sampleTrial, upTo } from "../testing/sample-trial.js";
import { liveProgress } from "./live-progress.js";
import { plainProgress } from "./plain-progress.js";
import { inLane } from "./progress.js";
import { startProgress } from "./start-progress.js";
import { advanceView, beginView, statusLine } from "./trial-view.js";

const clock = { now: () => 1_000, wall: () => new Date(0), sleep: async () => undefined };

function memoryOutput(isTerminal = true): Output & { text: string } {
  return {
    text: "",
    isTerminal,
    columns: 80,
    write(text) {
      this.text += text;
    },
  };
}

describe("statusLine", () => {
  const viewAfter = (type: Parameters<typeof upTo>[0]) => upTo(type).reduce(advanceView, beginView("remedy", 2, 5));

  it("tells what is being done, for how long, and what is known", () => {
    const lines = [
      statusLine(viewAfter("cluster.creating"), 501, 120),
      statusLine(viewAfter("quiet.began"), 1_800, 120),
      statusLine(viewAfter("operator.command"), 15_310, 120),
      statusLine(viewAfter("chaos.cleaning"), 14_151, 120),
    ];
    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "trial 2 of 5 · remedy · creating the cluster 500 ms
      trial 2 of 5 · remedy · quiet before the fault 500 ms of 2.0 s · healthy
      trial 2 of 5 · remedy · watching 12.0 s of 1 min 00 s · degraded (1) · 1 ticket · 1 command
      trial 2 of 5 · remedy · cleaning up 50 ms · healthy · 1 ticket · 1 command"
    `);
  });

  it("never grows wider than the terminal", () => {
    expect(statusLine(viewAfter("operator.command"), 15_310, 30)).toHaveLength(30);
  });
});

describe("plainProgress", () => {
  it("writes a line for each event that matters, safe to print", () => {
    const output = memoryOutput(false);
    const progress = plainProgress(output);
    progress.begin({ label: "remedy", trials: 2 });
    for (const event of sampleTrial) progress.event(event);
    progress.note("done");
    expect(output.text).toMatchInlineSnapshot(`
      "remedy 1/2     0.0 s  started, seed s#1
      remedy 1/2     0.0 s  creating the cluster
      remedy 1/2     0.7 s  cluster created in 699 ms
      remedy 1/2     0.9 s  cluster clean and healthy after 899 ms
      remedy 1/2     0.9 s  starting the operator remedy
      remedy 1/2     1.2 s  operator started, pid 42, not isolated: no root
      remedy 1/2     1.2 s  cluster healthy
      remedy 1/2     1.3 s  quiet for 2.0 s
      remedy 1/2     3.3 s  planned node_down: {"node":"n2"}
      remedy 1/2     3.3 s  fault in force
      remedy 1/2     3.3 s  cluster degraded: n2 is down
      remedy 1/2     3.5 s  ticket 1 opened: node_down:n2, n2 is down
      remedy 1/2     3.6 s  runs: start n2
      remedy 1/2     3.9 s  exit code 0: start n2
      remedy 1/2     3.9 s  cluster healthy
      remedy 1/2     4.0 s  ticket 1 resolved
      remedy 1/2    14.0 s  watch ended: the cluster has recovered
      remedy 1/2    14.0 s  all 2 acknowledged writes are there
      remedy 1/2    14.1 s  operator stopped
      remedy 1/2    14.2 s  cleaned: the fault is absent
      done
      "
    `);
  });
});

describe("liveProgress", () => {
  it("draws one line anew, and leaves only notes behind", () => {
    const output = memoryOutput();
    const progress = liveProgress(output, clock);
    progress.begin({ label: "remedy", trials: 1 });
    for (const event of sampleTrial) progress.event(event);
    progress.note("remedy, trial 1 of 1: success");
    progress.close();
    // What a terminal shows in the end: each line after its last clearing.
    const shown = output.text.split("\n").map((line) => line.split("\r\u001B[2K").at(-1));
    expect(shown).toEqual(["remedy, trial 1 of 1: success", ""]);
    expect(output.text).toContain("watching");
  });

  it("clears an unfinished line when it is closed", () => {
    const output = memoryOutput();
    const progress = liveProgress(output, clock);
    progress.begin({ label: "remedy", trials: 1 });
    for (const event of upTo("chaos.injected")) progress.event(event);
    progress.close();
    expect(output.text.endsWith("\r\u001B[2K")).toBe(true);
  });
});

describe("trials side by side", () => {
  const started = sampleTrial[0]!;
  const quiet = sampleTrial.find(({ type }) => type === "quiet.began")!;
  const ended = sampleTrial.at(-1)!;

  it("are told apart by their numbers, line by line", () => {
    const output = memoryOutput(false);
    const progress = plainProgress(output);
    progress.begin({ label: "nightly", trials: 3 });
    const [one, two] = [inLane(progress, 0), inLane(progress, 1)];
    one.event(started);
    two.event(started);
    one.event(quiet);
    one.event(ended);
    one.event(started);
    two.event(quiet);
    expect(output.text.match(/^nightly \d\/3/gm)).toEqual([
      "nightly 1/3",
      "nightly 2/3",
      "nightly 1/3",
      "nightly 3/3",
      "nightly 2/3",
    ]);
  });

  it("have a status line each, of which nothing is left", () => {
    const output = memoryOutput();
    const progress = liveProgress(output, clock);
    progress.begin({ label: "nightly", trials: 2 });
    progress.event(started, 0);
    progress.event(started, 1);
    progress.event(quiet, 1);
    expect(output.text.split("\u001B[2K").at(-1)).toMatch(
      /^trial 1 of 2 .*\ntrial 2 of 2 · nightly · quiet before the fault/,
    );
    progress.note("stays");
    expect(output.text).toContain("\r\u001B[2K\u001B[1A\r\u001B[2Kstays\n");
    progress.event(ended, 0);
    expect(output.text.split("\u001B[2K").at(-1)).toMatch(/^trial 2 of 2 [^\n]*$/);
    progress.close();
    expect(output.text.endsWith("\r\u001B[2K")).toBe(true);
  });
});

it("rewrites lines only on a terminal that can", () => {
  const write = (isTerminal: boolean, env: Record<string, string>) => {
    const stderr = memoryOutput(isTerminal);
    const progress = startProgress({ stderr, env } as never, clock);
    progress.begin({ label: "x", trials: 1 });
    for (const event of upTo("chaos.injected")) progress.event(event);
    progress.close();
    return stderr.text.includes("\u001B");
  };
  expect(write(true, { TERM: "xterm" })).toBe(true);
  expect(write(true, { TERM: "dumb" })).toBe(false);
  expect(write(true, { TERM: "xterm", CI: "true" })).toBe(false);
  expect(write(false, { TERM: "xterm" })).toBe(false);
});
