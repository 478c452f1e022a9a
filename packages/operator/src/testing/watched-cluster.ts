import { join } from "node:path";
import { seededRandom, silentLogger, systemClock, type Cluster } from "@eval/core";
import { createOperatorLog, openOperatorTrace } from "@eval/operator-db";
import type { Agent } from "../reference/agent.js";
import { Monitor } from "../reference/monitor.js";
import { workOnTickets } from "../reference/worker.js";
import { scratchFolders, type Finish } from "./scratch.js";
import { toyCluster } from "./toy-cluster.js";

/** A monitor over a toy cluster in this process, writing a real operator.db; looks only when told to. */
export async function watchedCluster(finish: Finish) {
  const scratchFolder = scratchFolders(finish);
  const cluster = await toyCluster(await scratchFolder());
  const folder = await scratchFolder();
  const path = join(folder, "operator.db");
  const log = await createOperatorLog(path);
  const trace = await openOperatorTrace(path);
  const mark = await trace.mark();
  const stop = new AbortController();
  const monitor = new Monitor({
    cluster: cluster satisfies Pick<Cluster, "observe">,
    log,
    surroundings: {
      clusterId: "c",
      random: seededRandom("m"),
      clock: systemClock,
      log: silentLogger,
      signal: stop.signal,
    },
    intervalMs: 50,
    lookMs: 5_000,
    realertMs: 60_000,
  });
  const running: Promise<void>[] = [];
  const end = async () => {
    stop.abort(new Error("stopped"));
    await Promise.all(running);
  };
  finish(async () => {
    await end();
    await log.close();
    await trace[Symbol.asyncDispose]();
  });
  return {
    ...cluster,
    /** For files of an agent. */
    agentFolder: folder,
    monitor,
    log,
    /** What the harness would see. */
    seen: () => trace.since(mark),
    tickets: () => log.tickets(),
    /** Lets the agent work on what the monitor, now looking by itself, finds. */
    work(agent: Agent, commandTimeoutMs = 20_000) {
      const { briefing } = cluster;
      running.push(monitor.watch());
      running.push(
        workOnTickets({ agent, monitor, log, briefing, clock: systemClock, commandTimeoutMs, signal: stop.signal }),
      );
    },
    /** Ends both and waits until they have ended. */
    end,
  };
}
