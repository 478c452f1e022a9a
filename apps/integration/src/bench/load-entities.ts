/** Loads every trial of a campaign whole and takes means: `load-entities.js DATABASE CAMPAIGN`. */
import { openStore } from "@eval/store";

const [path = "", id = ""] = process.argv.slice(2);
await using store = await openStore(path, { mustExist: true });
const trials = await store.getTrials(Number(id));
const times = trials.flatMap(({ recoveredAfterMs }) => recoveredAfterMs ?? []);
const commands = trials.reduce((sum, trial) => sum + trial.commands.length, 0);
const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
console.log(`${trials.length} trials, recovered after ${mean.toFixed(0)} ms on average, ${commands} commands`);
