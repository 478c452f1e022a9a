import { describe, isHarnessError, type Context, type HostCapability, type Lacking } from "@eval/core";
import { findDockerCli } from "./docker-cli.js";
import { connectEngine, engineHint } from "./engine.js";
import { ensureImage } from "./images.js";
import { orAborted } from "./outcome.js";
import type { HostNetwork } from "./faults/preflight-network.js";

/** An image that a cluster needs, and the subject's option that names another. */
export interface WantedImage {
  image: string;
  option: string;
}

export interface WantedOfDocker {
  needs: readonly HostCapability[];
  toolboxImage: string;
  network: HostNetwork;
  /** Beyond the toolbox. @default none */
  images?: readonly WantedImage[];
}

/**
 * What keeps a cluster in Docker from being made here or from being administered, and what its chaos types lack.
 * Gets the images that are not here yet, which stay, and creates nothing else that lasts.
 */
export async function preflightDocker(wanted: WantedOfDocker, context: Context): Promise<Lacking[]> {
  const lacking = await lackingEngine(context);
  if (lacking.length > 0) return lacking;
  const images = [...(wanted.images ?? []), { image: wanted.toolboxImage, option: "toolboxImage" }];
  const absent = await lackingImages(images, context);
  return absent.length > 0 ? absent : await wanted.network.preflight(wanted, context);
}

/** One after another, so that two options which name the same image get it once. */
async function lackingImages(images: readonly WantedImage[], context: Context): Promise<Lacking[]> {
  const engine = await connectEngine(context);
  const lacking = new Map<string, Lacking>();
  for (const { image, option } of images) {
    if (lacking.has(image)) continue;
    try {
      await ensureImage(engine, image, context);
    } catch (error) {
      lacking.set(image, lackingImage({ image, option }, error));
    }
    // What the time did not suffice for is not asked for again.
    if (context.signal.aborted) break;
  }
  return [...lacking.values()];
}

export function lackingImage({ image, option }: WantedImage, error: unknown): Lacking {
  const hint = `Pull or build ${image} where a registry can be reached, or name another by the subject's option ${option}: --option ${option}=IMAGE.`;
  return { capability: `image ${image}`, message: describe(error), hint };
}

async function lackingEngine(context: Context): Promise<Lacking[]> {
  const lacking: Lacking[] = [];
  try {
    const { docker } = await connectEngine(context);
    await orAborted(docker.ping(), context.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    const message = isHarnessError(error) ? error.message : `the Docker engine does not answer: ${describe(error)}`;
    lacking.push({ capability: "docker", message, hint: engineHint });
  }
  if (!findDockerCli()) {
    lacking.push({
      capability: "docker_cli",
      message: "The docker command is not installed, with which operators administer the cluster.",
      hint: "Install the Docker CLI (Debian: docker.io or docker-cli) in /usr/bin or /usr/local/bin.",
    });
  }
  return lacking;
}
