import { defineConfig } from "vitest/config";
import { workspacePackages } from "./scripts/workspace.mjs";

/** Real clusters start in hooks and tests, on machines that do other things beside it. */
const DEADLINE_MS = 60_000;

/**
 * Whose tests run real clusters. What goes wrong there once in thousands of times, on a host that is busy, is tried
 * again; it is printed at the end of the run, for it is a defect all the same.
 */
const onClusters: readonly string[] = ["@eval/integration", "@eval/subject-postgres"];

/** Whose tests run clusters in containers. They come after all others, for both take what the machine has. */
const inDocker = "src/{docker-kit,etcd,stand-ins,tikv}/**/*.test.ts";

export default defineConfig({
  test: {
    reporters: ["default", "./scripts/closing-line-reporter.mjs"],
    maxWorkers: 2,
    testTimeout: DEADLINE_MS,
    hookTimeout: DEADLINE_MS,
    teardownTimeout: DEADLINE_MS,
    projects: [
      { extends: true, test: { name: "scripts", include: ["scripts/**/*.test.mjs"] } },
      ...workspacePackages().map(({ name, folder }) => ({
        extends: true as const,
        root: folder,
        test: {
          name,
          include: ["src/**/*.test.ts"],
          exclude: folder === "apps/integration" ? [inDocker] : [],
          retry: onClusters.includes(name) ? 1 : 0,
        },
      })),
      {
        extends: true,
        root: "apps/integration",
        test: { name: "@eval/integration in Docker", include: [inDocker], retry: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
