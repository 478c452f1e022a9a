import { EventsAndVerdicts1764000000002 } from "./events-and-verdicts.js";
import { SeedTables1764000000001 } from "./seed-tables.js";
import { StandIn1764000000004 } from "./stand-in.js";
import { TrialFigures1764000000005 } from "./trial-figures.js";
import { TrialVerdicts1764000000006 } from "./trial-verdicts.js";
import { TrialIdentity1764000000003 } from "./trial-identity.js";

/** In order. Released ones are never edited; their number is the file's revision (`user_version`). */
export const migrations = [
  SeedTables1764000000001,
  EventsAndVerdicts1764000000002,
  TrialIdentity1764000000003,
  StandIn1764000000004,
  TrialFigures1764000000005,
  TrialVerdicts1764000000006,
] as const;
