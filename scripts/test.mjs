/** Sets up, then runs every test of the workspace in one go. Arguments go to vitest: `npm test -- -t name`. */
import { setUp } from "./setup.mjs";
import { runTool } from "./run-tool.mjs";

await setUp();
process.exitCode = await runTool("vitest", ["run", ...process.argv.slice(2)]);
