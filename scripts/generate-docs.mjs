/**
 * Writes the parts of docs/ that are computed from the built packages, and the schemas they publish. With --check it writes nothing
 * and fails when a page differs from what it would write.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { directionsTable } from "./docs/directions-table.mjs";
import { insertSamples } from "./docs/insert-samples.mjs";
import { errorsPage } from "./docs/errors-page.mjs";
import { replaceBlock } from "./docs/replace-block.mjs";
import { directions } from "./imports/directions.mjs";
import { setUp } from "./setup.mjs";
import { root } from "./workspace.mjs";

await setUp();
const prettier = await import("prettier");
const { errorTable } = await import("../packages/core/dist/index.js");
const { campaignJsonSchema } = await import("../packages/cli/dist/campaign/campaign-schema.js");

const pages = {
  "docs/errors.md": () => errorsPage(errorTable),
  "packages/cli/schema/campaign.schema.json": () => JSON.stringify(campaignJsonSchema(), null, 2),
  "docs/architecture.md": (/** @type {string} */ page) => replaceBlock(page, "imports", directionsTable(directions)),
  "docs/writing-a-subject.md": (/** @type {string} */ page) =>
    insertSamples(page, (file) => readFileSync(join(root, file), "utf8")),
};

const checking = process.argv.includes("--check");
for (const [path, render] of Object.entries(pages)) {
  const file = join(root, path);
  const present = existsSync(file) ? readFileSync(file, "utf8") : "";
  const options = await prettier.resolveConfig(file);
  const wanted = await prettier.format(render(present), { ...options, filepath: file });
  if (wanted === present) continue;
  if (checking) {
    console.error(`${path} is not what the code says; run: npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, wanted);
    console.error(`wrote ${path}`);
  }
}
