import { chaosCommand } from "./chaos.js";
import type { Command } from "./command.js";
import { doctorCommand } from "./doctor.js";
import { listCommand } from "./list.js";
import { runCommand } from "./run.js";
import { showCommand } from "./show.js";
import { sweepCommand } from "./sweep.js";

/** In the order of the help page. */
export const commands: readonly Command[] = [
  runCommand,
  listCommand,
  showCommand,
  chaosCommand,
  doctorCommand,
  sweepCommand,
];
