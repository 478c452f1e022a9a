import { defineConfig } from "vitest/config";
import { workspacePackages } from "./scripts/workspace.mjs";

/** Real clusters start in hooks and tests, on machines that do other things beside it. */
const DEADLINE_MS = 60_000;

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
        test: { name, include: ["src/**/*.test.ts"], exclude: folder === "apps/integration" ? [inDocker] : [] },
      })),
      {
        extends: true,
        root: "apps/integration",
        test: { name: "@eval/integration in Docker", include: [inDocker], sequence: { groupOrder: 1 } },
      },
    ],
  },
});
