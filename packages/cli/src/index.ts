export { exitCodes } from "./exit-codes.js";
export type { Io, Output } from "./io.js";
export { runCli } from "./run-cli.js";
