import type { Clock } from "@eval/core";
import type { Output } from "../io.js";
import type { Progress } from "./progress.js";
import { advanceView, beginView, statusLine, type TrialView } from "./trial-view.js";

const redrawMs = 250;
const clearLine = "\r\u001B[2K";
const lineUp = "\u001B[1A";

/** On a terminal: a status line for each trial under way, drawn again and again, and above what stays. */
export function liveProgress(output: Output, clock: Clock): Progress {
  let arm = { label: "", trials: 0 };
  let number = 0;
  const lanes = new Map<number, { view: TrialView; origin: number }>();
  /** Lines drawn, the cursor standing on the last. */
  let drawn = 0;
  const clearing = () => (drawn === 0 ? "" : clearLine + (lineUp + clearLine).repeat(drawn - 1));
  const clear = () => {
    if (drawn > 0) output.write(clearing());
    drawn = 0;
  };
  const draw = () => {
    if (lanes.size === 0) return clear();
    // One column is left free: in the last one some terminals begin a new line.
    const lines = [...lanes]
      .sort(([one], [other]) => one - other)
      .map(([, { view, origin }]) => statusLine(view, clock.now() - origin, output.columns - 1));
    output.write((clearing() || clearLine) + lines.join("\n"));
    drawn = lines.length;
  };
  const timer = setInterval(draw, redrawMs);
  timer.unref();
  return {
    begin(next) {
      arm = next;
      number = 0;
    },
    event(event, lane = 0) {
      if (event.type === "trial.started") {
        number += 1;
        lanes.set(lane, { view: beginView(arm.label, number, arm.trials), origin: clock.now() - event.at });
      }
      const own = lanes.get(lane);
      if (!own) return;
      const view = advanceView(own.view, event);
      lanes.set(lane, { ...own, view });
      if (event.type === "trial.ended") lanes.delete(lane);
      if (event.type === "trial.ended" || view.doing !== own.view.doing) draw();
    },
    note(line) {
      clear();
      output.write(`${line}\n`);
      draw();
    },
    close() {
      clearInterval(timer);
      lanes.clear();
      clear();
    },
  };
}
