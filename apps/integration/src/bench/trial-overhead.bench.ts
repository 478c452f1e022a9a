/** What a trial takes beyond the 500 ms that its operator takes: everything the harness adds, recorded durably. */
import { runTrial } from "@eval/core";
import { externalOperator } from "@eval/operator";
import { benchSpec, benchStage } from "./bench-stage.js";
import { figureLine, median, quantile } from "./figures.js";
import { fsyncFloor } from "./fsync-floor.js";
import { instantFile, instantSubject } from "./instant-subject.js";

const TRIALS = 50;
const OPERATOR_MS = 500;

await using stage = await benchStage();
const file = instantFile(stage.folder);
const subject = instantSubject(file, () => stage.operator.send({ repair: file }));
const operator = externalOperator({ operatorDb: stage.operatorDb });
const overheads: number[] = [];
for (let trial = 0; trial < TRIALS; trial++) {
  const began = performance.now();
  const { record } = await runTrial({
    subject,
    operator,
    recorder: stage.store,
    campaignId: stage.campaignId,
    spec: benchSpec({ horizonMs: 5_000 }),
  });
  overheads.push(performance.now() - began - OPERATOR_MS);
  if (record.outcome !== "success" || record.claim !== "resolved") {
    throw new Error(`trial ${trial} ended as ${record.outcome} ${record.outcomeCode}, claim ${record.claim}`);
  }
}
const floor = await fsyncFloor(stage.folder);
console.log(
  figureLine({
    bench: "trial-overhead",
    values: { median: median(overheads), p90: quantile(overheads, 0.9), max: Math.max(...overheads) },
    runs: TRIALS,
    limit: { label: "median", atMost: 40 },
    note: `fsync of this disk ${floor.toFixed(2)} ms`,
  }),
);
