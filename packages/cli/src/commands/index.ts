import { analyzeCommand } from "./analyze.js";
import { chaosCommand } from "./chaos.js";
import type { Command } from "./command.js";
import { compareBaselineCommand } from "./compare-baseline.js";
import { compareVariantsCommand } from "./compare-variants.js";
import { compareCommand } from "./compare.js";
import { doctorCommand } from "./doctor.js";
import { exportCommand } from "./export.js";
import { initCommand } from "./init.js";
import { listCommand } from "./list.js";
import { listVariantsCommand } from "./list-variants.js";
import { pluginCommand } from "./plugin.js";
import { reportCommand } from "./report.js";
import { replayCommand } from "./replay.js";
import { rescoreCommand } from "./rescore.js";
import { runCommand } from "./run.js";
import { showCommand } from "./show.js";
import { sweepCommand } from "./sweep.js";
import { validateCommand } from "./validate.js";

/** In the order of the help page. */
export const commands: readonly Command[] = [
  runCommand,
  initCommand,
  validateCommand,
  listVariantsCommand,
  listCommand,
  showCommand,
  analyzeCommand,
  compareCommand,
  compareBaselineCommand,
  compareVariantsCommand,
  reportCommand,
  exportCommand,
  replayCommand,
  rescoreCommand,
  chaosCommand,
  pluginCommand,
  doctorCommand,
  sweepCommand,
];
