import { HarnessError, type Context } from "@eval/core";
import type { ImageInspectInfo } from "dockerode";
import { ImageName } from "testcontainers";
import type { Engine } from "./engine.js";
import { labels } from "./labels.js";
import { accepting, orAborted, statusOf, wordsOf } from "./outcome.js";
import { buildToolbox, defaultToolbox } from "./toolbox.js";

/** What is had sooner needs no word. */
const worthSayingMs = 2000;
const sayAgainMs = 5000;

/**
 * Pulls the image where it is not here yet, or builds it where it is our toolbox. Rejects with `host_lacking` when it is
 * not to be had before the context's deadline. Warns of what takes over 2 s.
 */
export async function ensureImage(engine: Engine, name: string, context: Context): Promise<void> {
  if (await inspectImage(engine, name, context)) return;
  const began = context.clock.now();
  const tell = () => {
    const seconds = Math.round((context.clock.now() - began) / 1000);
    context.log.warn(`getting the image ${name}, for ${seconds} s so far`, { image: name });
  };
  let telling = setTimeout(function again() {
    tell();
    telling = setTimeout(again, sayAgainMs);
  }, worthSayingMs);
  let cause: unknown;
  try {
    if (name === defaultToolbox) await buildToolbox(engine, context);
    else await pull(engine, name, context);
  } catch (error) {
    cause = error;
  } finally {
    clearTimeout(telling);
  }
  if (!context.signal.aborted && (await inspectImage(engine, name, context))) return;
  throw new HarnessError("host_lacking", {
    message: `the image ${name} is not here and cannot be had: ${wordsOf(cause ?? "the registry sent none")}`,
    hint: `Pull or build it where a registry can be reached, or name another by the subject's options.`,
    details: { image: name },
    // The engine's answer is in the message; its client's wrapping would be told once more.
    cause: statusOf(cause) === undefined ? cause : undefined,
  });
}

/** Through testcontainers, which knows the registries' credentials. */
async function pull(engine: Engine, name: string, { signal }: Context): Promise<void> {
  const image = ImageName.fromString(name);
  await orAborted(engine.client.image.pull(image, { force: true, platform: undefined }), signal);
}

/** Whether the image says of itself that what it holds only stands in for the real system. */
export async function isStandIn(engine: Engine, name: string, context: Context): Promise<boolean> {
  return (await inspectImage(engine, name, context))?.Config.Labels?.[labels.standIn] === "true";
}

async function inspectImage(
  { docker }: Engine,
  name: string,
  { signal }: Context,
): Promise<ImageInspectInfo | undefined> {
  return await accepting([404], orAborted(docker.getImage(name).inspect(), signal));
}
