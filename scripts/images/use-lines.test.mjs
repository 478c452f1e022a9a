import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../workspace.mjs";
import { imageDefinitions } from "./definition.mjs";
import { useLines } from "./use-lines.mjs";

it("names a command for each subject whose images are all here", () => {
  expect(useLines((image) => image !== "eval-test/pd")).toEqual([
    "npx opseval run --plugin @eval/subject-etcd --option image=eval-test/etcd --option toolboxImage=eval-test/toolbox " +
      "--chaos node_kill --operator remedy",
  ]);
  expect(useLines((image) => image === "eval-test/toolbox")).toEqual([]);
});

it("names no image that is not built, and the pages say the same", async () => {
  const built = (await imageDefinitions()).map(({ name }) => name);
  const lines = useLines((image) => built.includes(image));
  expect(lines).toHaveLength(2);
  for (const [page, line] of [
    ["docs/etcd.md", lines[0]],
    ["docs/tikv.md", lines[1]],
  ]) {
    const text = readFileSync(join(root, page ?? ""), "utf8").replaceAll(/\s*\\\n\s*/g, " ");
    expect(text).toContain(line);
  }
});
