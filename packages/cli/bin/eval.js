#!/usr/bin/env node
import { existsSync } from "node:fs";
import process from "node:process";

const main = new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    "error: this copy of @eval/cli has not been built\nhint: npm run build, in the repository's root\n",
  );
  process.exitCode = 1;
}
