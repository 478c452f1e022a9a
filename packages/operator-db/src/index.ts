export { createOperatorLog, type OperatorLog, type OperatorLogOptions } from "./create-operator-log.js";
export type { FollowOptions } from "./followed-database.js";
export { openOperatorTrace } from "./open-operator-trace.js";
export { seedCommands, type SeedCommand } from "./seed-command.js";
export type { SessionEnd } from "./session-log.js";
export type { TicketProblem } from "./ticket-log.js";
export { writeTicketVariant, type TicketVariant, type TicketVariantWritten } from "./write-ticket-variant.js";
