import { execFile } from "node:child_process";

/** What tests in Docker run, and the variable that names another image, which is then pulled if need be. */
const variables = {
  etcd: "EVAL_ETCD_IMAGE",
  pd: "EVAL_PD_IMAGE",
  tikv: "EVAL_TIKV_IMAGE",
  toolbox: "EVAL_TOOLBOX_IMAGE",
} as const;

export type TestImage = keyof typeof variables;

const ANSWER_WITHIN_MS = 10_000;
const PULL_WITHIN_MS = 300_000;

/**
 * The names of images to work with: those that the environment names, else those that `npm run images` has built; or in
 * words what is lacking. Rejects when an image that the environment names cannot be had: somebody wanted that one.
 */
export async function findImages<Which extends TestImage>(...wanted: Which[]): Promise<Record<Which, string> | string> {
  if ((await docker(["version"], ANSWER_WITHIN_MS)) !== undefined) return "no Docker engine answers here";
  const images: [string, string][] = [];
  for (const which of wanted) {
    const named = process.env[variables[which]];
    const image = named ?? `eval-test/${which}`;
    const absent = await docker(["image", "inspect", image], ANSWER_WITHIN_MS);
    if (absent !== undefined && named === undefined) {
      return `there is no image ${image}: \`npm run images\` builds it, or ${variables[which]} names another`;
    }
    if (absent !== undefined) await pull(image, variables[which]);
    images.push([which, image]);
  }
  return Object.fromEntries(images) as Record<Which, string>;
}

async function pull(image: string, variable: string): Promise<void> {
  const failure = await docker(["pull", "--quiet", image], PULL_WITHIN_MS);
  if (failure !== undefined) throw new Error(`${variable} names ${image}, which cannot be pulled: ${failure}`);
}

/** What the docker client said when it failed; undefined when it did not. */
function docker(args: readonly string[], withinMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("docker", args, { timeout: withinMs, killSignal: "SIGKILL" }, (error, _, stderr) =>
      resolve(error ? stderr.trim() || error.message : undefined),
    );
  });
}
