/** Packs what would be published into tarballs/, to be installed elsewhere while npm does not have it. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packPackages } from "./release/pack-packages.mjs";
import { setUp } from "./setup.mjs";
import { root } from "./workspace.mjs";

const destination = join(root, "tarballs");
await setUp();
rmSync(destination, { recursive: true, force: true });
mkdirSync(destination);
await packPackages(destination);
console.log(`\nTo install them in another folder:\n  npm install ${destination}/*.tgz`);
