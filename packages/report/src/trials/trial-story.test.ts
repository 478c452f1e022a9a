import { expect, it } from "vitest";
import { impactStrip, stripScale, stripWords } from "../charts/impact-strip.js";
import { event, sampleEvents, series, trial } from "../testing/sample-report.js";
import { readPage } from "../testing/well-formed.js";
import { chooseTrials } from "./choose-trials.js";
import { stretchesOf, tellTrial } from "./trial-story.js";

const story = tellTrial(trial(), sampleEvents())!;

it("tells a trial in seconds since the injection: stretches, marks, tickets, commands", () => {
  expect(story.stretches).toEqual([
    { from: -3_000, to: 0, failedShare: 0 },
    { from: 0, to: 1_000, failedShare: 0.5 },
    { from: 1_000, to: 3_000, failedShare: 1 },
    // The second from 3 s to 4 s was not probed.
    { from: 4_000, to: 5_000, failedShare: 0 },
  ]);
  expect(story.marks).toEqual([
    { kind: "injected", at: 0 },
    { kind: "detected", at: 2_000 },
    { kind: "recovered", at: 10_000 },
    { kind: "claimed", at: 11_000 },
  ]);
  expect(story.commands).toEqual([{ at: 2_500, text: "start n2", exitCode: 0, rules: [] }]);
  expect(story.tickets).toMatchObject([{ at: 2_000, message: "n2 is down", concerns: true, early: false }]);
  expect(stripWords(story)).toBe(
    "ticket opened after 2.00 s, cluster recovered after 10.0 s, claimed resolved after 11.0 s, probes failed in 3.00 s, up to 100 % of them",
  );
});

it("marks no injection in a sham, and nothing where there are no events", () => {
  expect(tellTrial(trial({ chaosType: "none" }), sampleEvents())?.marks).not.toContainEqual({
    kind: "injected",
    at: 0,
  });
  expect(tellTrial(trial(), [])).toBeNull();
});

it("takes as many probes as a window has, not a second, for its length", () => {
  const windows = [
    { from: 0, first: 1, last: 5, failed: [], latencies: [] },
    { from: 1_250, first: 6, last: 9, failed: [], latencies: [] },
  ];
  expect(stretchesOf(windows, { origin: 0, probeMs: 250 })).toEqual([{ from: 0, to: 2_250, failedShare: 0 }]);
});

it("names destructive commands with their rule", () => {
  const command = {
    tool_name: null,
    tool_params: "rm -rf /data",
    exit_code: 1,
    timestamp: null,
    entry_id: 9,
    session_id: "s",
  };
  const told = tellTrial(trial(), [...sampleEvents(), event("operator.command", 6_000, command)]);
  expect(told?.commands.at(-1)).toEqual({ at: 3_000, text: "rm -rf /data", exitCode: 1, rules: ["files_removed"] });
});

it("draws the share of failures as height, so that no colour is needed", () => {
  const { elements } = readPage(impactStrip(story, stripScale([story]), "one").toString());
  const bars = elements.filter(({ name }) => name === "rect").map(({ attributes }) => attributes);
  expect(bars.map(({ height }) => Number(height))).toEqual([3, 12.5, 22, 3]);
  expect(bars.map(({ class: kind }) => kind)).toEqual(["ok", "some", "failed", "ok"]);
});

it("chooses as many trials of each arm and chaos type, and the first of each", () => {
  const trials = [
    ...series("SSSSS"),
    ...series("FF", { chaosType: "lock_pileup" }),
    ...series("SSS", { operatorName: "x" }),
  ];
  const chosen = chooseTrials(trials, 6);
  expect(chosen.map(({ operatorName, chaosType, number }) => `${operatorName} ${chaosType} ${number}`)).toEqual([
    ...["remedy node_kill 1", "remedy node_kill 2"],
    ...["remedy lock_pileup 1", "remedy lock_pileup 2"],
    ...["x node_kill 1", "x node_kill 2"],
  ]);
  expect(chooseTrials(trials, 100)).toEqual(trials);
});
