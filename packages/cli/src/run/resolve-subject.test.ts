import type { Lacking } from "@eval/core";
import { FakeSubject } from "@eval/core/testing";
import { expect, it } from "vitest";
import { refuseLackingHost } from "./resolve-subject.js";

const refusal = (lacking: Lacking[]) =>
  refuseLackingHost(
    { ...new FakeSubject().subject, preflight: async () => lacking },
    { needs: [], options: {} },
    { say: () => undefined },
  );

it("says of everything that a host lacks what to do about it, once each", async () => {
  const image = (name: string) => ({
    capability: `image ${name}`,
    message: `${name} is not here`,
    hint: `Pull ${name}.`,
  });
  const tool = { capability: "tool", message: "no tool", hint: "Pull a." };
  await expect(refusal([image("a"), image("b"), tool])).rejects.toMatchObject({
    code: "host_lacking",
    message: "a is not here; b is not here; no tool",
    hint: "Pull a.\nPull b.",
    details: { lacking: ["image a", "image b", "tool"] },
  });
  await expect(refusal([])).resolves.toBeUndefined();
});
