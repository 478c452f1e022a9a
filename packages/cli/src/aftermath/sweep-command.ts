import { resolve } from "node:path";
import { commandDigester } from "@eval/analysis";
import { systemClock } from "@eval/core";
import { openStore } from "@eval/store";
import type { Arguments } from "../arguments/arguments.js";
import { defaultDatabase } from "../commands/command.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { jsonText } from "../json/version.js";
import { printableLine } from "../text/printable.js";
import { settleRemains, type Settlement } from "./settle-remains.js";

/** `eval sweep`. Exits with 1 when something could not be removed. */
export async function sweep(args: Arguments, io: Io): Promise<number> {
  const db = args.text("db") ?? defaultDatabase;
  await using store = await openStore(resolve(io.cwd, db), { mustExist: true, digestCommands: commandDigester() });
  const settlements = await settleRemains({
    store,
    io,
    clock: systemClock,
    say: (line) => io.stderr.write(`${line}\n`),
    force: args.flag("force"),
  });
  const count = (did: string) => settlements.filter((settlement) => settlement.did === did).length;
  if (args.flag("json")) io.stdout.write(jsonText("sweep", { db, settlements }));
  else if (settlements.length === 0) io.stdout.write("Nothing to clean up.\n");
  else
    io.stdout.write(
      `${leftText(settlements)}${count("settled")} cleaned up, ${count("left")} left alone, ${count("failed")} failed.\n`,
    );
  return count("failed") === 0 ? exitCodes.ok : exitCodes.internal;
}

function leftText(settlements: readonly Settlement[]): string {
  return settlements
    .filter(({ did }) => did === "left")
    .map(({ trialId, campaignId, clusterId, why }) =>
      printableLine(`left alone: trial ${trialId} of campaign ${campaignId}, cluster ${clusterId}: ${why}`, 300),
    )
    .map((line) => `${line}\n`)
    .join("");
}
