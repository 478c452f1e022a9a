import { access, readFile } from "node:fs/promises";
import { z } from "zod";

const repairSchema = z.object({ commands: z.array(z.string()) });

/** The commands that the harness reveals to its own controls once the fault is in force. */
export interface RepairFile {
  isThere(): Promise<boolean>;
  commands(): Promise<string[]>;
}

export function repairFile(path: string): RepairFile {
  return {
    isThere: () =>
      access(path).then(
        () => true,
        () => false,
      ),
    commands: async () => repairSchema.parse(JSON.parse(await readFile(path, "utf8"))).commands,
  };
}
