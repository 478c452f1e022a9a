import { afterAll, afterEach, beforeAll } from "vitest";
import type { Seen } from "./seen.js";
import { Stage } from "./stage.js";

/** A stage for all tests of the `describe` that calls this; a test that fails tells what happened in its trials. */
export function onStage(): () => Stage {
  let stage: Stage | undefined;
  const seen: Seen[] = [];
  beforeAll(async () => {
    stage = await Stage.open((trial) => void seen.push(trial));
  });
  afterEach(({ task }) => {
    const stories = seen.splice(0).map((trial) => trial.story);
    if (task.result?.state === "fail") process.stderr.write(`${stories.join("\n\n")}\n`);
  });
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
  });
  return () => {
    if (!stage) throw new Error("the stage opens before the first test");
    return stage;
  };
}
