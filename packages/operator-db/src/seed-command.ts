import type { OperatorCommand } from "@eval/core";

/** One element of `commands_json` as the seed's schema has it. */
export type SeedCommand = Pick<OperatorCommand, "tool_name" | "tool_params" | "exit_code" | "timestamp">;

/** The seed's four columns alone, in its order. */
export function seedCommands(commands: readonly OperatorCommand[]): SeedCommand[] {
  return commands.map(({ tool_name, tool_params, exit_code, timestamp }) => ({
    tool_name,
    tool_params,
    exit_code,
    timestamp,
  }));
}
