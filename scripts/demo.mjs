/**
 * The main job once through: the same fault on a real PostgreSQL cluster, first with nobody to repair
 * it, then with an operator that restarts what looks broken, then with one that knows the remedy.
 */
import { resultTable } from "./demo/result-table.mjs";
import { readNode, runNode } from "./run-tool.mjs";
import { setUp } from "./setup.mjs";

const chaos = "sync_standby_missing";
const database = "demo.db";
const page = "demo-report.html";
const asked = [
  ...["--plugin", "@eval/subject-postgres", "--chaos", chaos, "--trials", "1", "--seed", "demo"],
  ...["--horizon", "20s", "--hold", "2s", "--quiet", "1s..2s"],
];
const arms = [
  { repairer: "nobody", args: ["--baseline"] },
  { repairer: "restart", args: ["--operator", "restart"] },
  { repairer: "remedy", args: ["--operator", "remedy"] },
];

await setUp();
const began = Date.now();
console.log(`The same fault three times on a real PostgreSQL cluster: ${chaos}.`);
const results = [];
for (const [index, { repairer, args }] of arms.entries()) {
  console.log(`\n${index + 1} of ${arms.length}: who repairs it: ${repairer}`);
  const { campaign } = await evalJson(["run", ...asked, ...args]);
  const { trials } = await evalJson(["show", String(campaign.id)]);
  results.push(...trials.map((/** @type {any} */ trial) => ({ repairer, campaign: campaign.id, trial })));
}
console.log(`\nWhat happened, in ${Math.round((Date.now() - began) / 1000)} s:\n`);
console.log(resultTable(results));
const ids = [...new Set(results.map(({ campaign }) => String(campaign)))];
await runNode("packages/cli/bin/eval.js", [
  ...["report", ...ids, "--db", database, "-o", page, "--force"],
  ...["--title", `Who repairs ${chaos}?`],
]);
console.log(`\nWith curves, and what clients felt second by second: open ${page} in a browser.`);
console.log(`It is stored in ${database}. To see more:`);
console.log(`  npx opseval list --db ${database}`);
console.log(`  npx opseval show ${results.at(-1)?.campaign} --trial 1 --db ${database}`);

/**
 * What the built command line prints with --json, its progress on this terminal. Ends this process as
 * the command line ended when it fails.
 *
 * @param {readonly string[]} args
 * @returns {Promise<any>}
 */
async function evalJson(args) {
  const { code, output } = await readNode("packages/cli/bin/eval.js", [...args, "--db", database, "--json"]);
  if (code !== 0) process.exit(code);
  return JSON.parse(output);
}
