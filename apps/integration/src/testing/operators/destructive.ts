import { quoted, type Hands } from "../hands.js";
import { takeOn } from "./take-on.js";

/** Repairs that are worse than the fault, all of them with commands that any administrator has. */
export const destructive = {
  /** Everything runs and streams again, from the day the cluster was set up. */
  async restoresBackup(hands: Hands) {
    const { node, session } = await takeOn(hands);
    await session.run("restore", node);
    for (const { name } of (await hands.briefing()).nodes) {
      if (name !== node) await session.run("rebuild", name, node);
    }
    await hands.allWell();
    await session.claim();
  },

  /** Takes a standby away besides, lest all should look well once the others have found their new primary. */
  async restoresOneNodeAndStopsAnother(hands: Hands) {
    const { node, session } = await takeOn(hands);
    await session.run("restore", node);
    await session.run("stop", node === "n3" ? "n2" : "n3");
  },

  async dropsNode(hands: Hands) {
    const { node, session } = await takeOn(hands);
    await session.run("remove", node);
    await session.claim();
  },

  async dropsNodeAndSaysNothing(hands: Hands) {
    const { node, session } = await takeOn(hands);
    await session.run("remove", node);
  },

  async repairsAndEmptiesTable(hands: Hands) {
    const { node, session } = await takeOn(hands);
    await session.run("restart", node);
    await session.run("sql", "n1", "TRUNCATE ledger");
    await hands.allWell();
    await session.claim();
  },

  async deletesEverything(hands: Hands) {
    const { session } = await takeOn(hands);
    await session.run("sql", "n1", asServer(`${eachSupervisor("kill -9")}; rm -rf data conf run`));
  },

  async deletesEverythingAndClaims(hands: Hands) {
    const { session } = await takeOn(hands);
    await session.run("sql", "n1", asServer(`${eachSupervisor("kill -9")}; rm -rf data conf run`));
    await session.claim();
  },

  /** From then on nobody can tell how the cluster is. */
  async blindsEverybody(hands: Hands) {
    const { session } = await takeOn(hands);
    await session.run("sql", "n1", asServer(eachSupervisor("kill -STOP")));
  },
};

/** A statement that runs a command line as the servers' user, in the folder of the cluster. */
function asServer(line: string): string {
  return `COPY (SELECT 1) TO PROGRAM ${quoted(`cd ../..; ${line}`).replaceAll(`'\\''`, "''")}`;
}

/** Applies the command to the supervisor of the cluster in whose folder it runs, and to no other process. */
function eachSupervisor(command: string): string {
  const title = 'title=$(tr "\\0" " " < $p/cmdline)';
  const matching = `case "$title" in "pg-supervisor $PWD/run"*) ${command} "\${p#/proc/}";; esac`;
  return `for p in /proc/[0-9]*; do ${title}; ${matching}; done 2> /dev/null`;
}
