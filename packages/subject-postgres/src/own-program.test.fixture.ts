import { fileURLToPath, pathToFileURL } from "node:url";

export const distFolder = fileURLToPath(new URL("../dist", import.meta.url));

const moduleUrl = (path: string) => JSON.stringify(pathToFileURL(fileURLToPath(new URL(path, import.meta.url))).href);

/**
 * Arguments for Node: a program of its own that uses the built package as another process does, perhaps
 * becoming another user once everything is loaded. The body finds `subject`, `contextFor` and `untilHealthy`.
 */
export function ownProgram(body: string, { drop }: { drop?: { uid: number; gid: number } } = {}): string[] {
  return [
    "--input-type=module",
    "-e",
    `
    import { seededRandom, silentLogger, systemClock } from ${moduleUrl("../../core/dist/index.js")};
    import subject from ${moduleUrl("../dist/index.js")};
    ${drop ? `process.setgroups([${drop.gid}]); process.setgid(${drop.gid}); process.setuid(${drop.uid});` : ""}
    const contextFor = (clusterId) => {
      const end = systemClock.now() + 40_000;
      return {
        clusterId, signal: AbortSignal.timeout(40_000), remainingMs: () => Math.max(0, end - systemClock.now()),
        random: seededRandom("seed"), clock: systemClock, log: silentLogger,
      };
    };
    const untilHealthy = async (cluster, context) => {
      while ((await cluster.observe(context)).status !== "healthy") await systemClock.sleep(50, context.signal);
    };
    ${body}`,
  ];
}
