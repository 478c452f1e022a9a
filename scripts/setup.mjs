/**
 * Makes a clone ready to run: installs with the pinned pnpm and builds. Needs git, Node and npm, and
 * python3, make and a C++ compiler where no prebuilt sqlite3 can be fetched. Either step is skipped
 * when nothing that it depends on has changed since it last succeeded.
 */
import "./setup/require-node.mjs";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { digestFiles } from "./setup/digest-files.mjs";
import { runLogged, SetupError } from "./setup/run-logged.mjs";
import { root, workspacePackages } from "./workspace.mjs";

const state = join(root, "node_modules", ".setup");

export async function setUp() {
  const packages = workspacePackages();
  const manifests = packages.map(({ folder }) => `${folder}/package.json`);
  try {
    await unlessUnchanged("install", {
      digest: digestFiles(
        root,
        ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", ".npmrc", ...manifests],
        [process.versions.node, process.platform, process.arch],
      ),
      products: ["node_modules/.modules.yaml"],
      run: () =>
        runLogged({
          title: `Installing with ${pinnedPnpm()}; compiling sqlite3 may take a minute`,
          ...withPnpm(["install", "--frozen-lockfile", "--config.confirm-modules-purge=false"]),
          log: join(state, "install.log"),
          hint: "Compiling sqlite3 needs python3, make and a C++ compiler.",
        }),
    });
    await unlessUnchanged("build", {
      digest: digestFiles(root, [
        "tsconfig.base.json",
        "turbo.json",
        "pnpm-lock.yaml",
        ...manifests,
        ...packages.flatMap(({ folder }) => ["src", "bin", "tsconfig.json"].map((name) => `${folder}/${name}`)),
      ]),
      products: packages.map(({ folder }) => `${folder}/dist/.tsbuildinfo`),
      run: () =>
        runLogged({
          title: "Building the packages",
          // The install has fetched this pnpm; building needs no network.
          ...withPnpm(["run", "build"], ["--prefer-offline"]),
          log: join(state, "build.log"),
        }),
    });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/**
 * The stamp goes before the work begins, so that an interrupted step is done again.
 *
 * @param {string} name
 * @param {{ digest: string, products: readonly string[], run: () => Promise<void> }} step
 */
async function unlessUnchanged(name, step) {
  const stamp = join(state, `${name}.digest`);
  const done = existsSync(stamp) && readFileSync(stamp, "utf8") === step.digest;
  if (done && step.products.every((product) => existsSync(join(root, product)))) return;
  rmSync(stamp, { force: true });
  await step.run();
  mkdirSync(state, { recursive: true });
  writeFileSync(stamp, step.digest);
}

/** `pnpm@X.Y.Z`, as package.json pins it. */
function pinnedPnpm() {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager;
}

/**
 * turbo too calls pnpm by name, and a bare machine has none: npm puts the pinned one on the PATH.
 *
 * @param {readonly string[]} args
 * @param {readonly string[]} npmFlags
 */
function withPnpm(args, npmFlags = []) {
  return {
    command: "npm",
    args: ["exec", "--yes", ...npmFlags, `--package=${pinnedPnpm()}`, "--", "pnpm", ...args],
    cwd: root,
    env: {
      TURBO_TELEMETRY_DISABLED: "1",
      DO_NOT_TRACK: "1",
      ...nodeHeaders(),
      ...process.env,
      // `npm run --silent` hands its silence down, and the log would not say what went wrong.
      npm_config_loglevel: "info",
    },
  };
}

/** node-gyp downloads headers unless it is told where they are; many installations of Node carry them. */
function nodeHeaders() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, "include", "node", "node_version.h")) ? { npm_config_nodedir: prefix } : {};
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await setUp();
