/** Where the admin container finds it: in the configuration volume of the first PD, which it holds for good. */
export const httpTool = "http.mjs";

/**
 * Text of the program with which administrators speak to PD and to stores from the admin container, plain
 * JavaScript for Node 18 and later: `pd METHOD PATH [JSON]` asks the first PD that answers with a leader,
 * `store NAME METHOD PATH [JSON]` one store's status port. `pds` are PD's base URLs. Prints the answer; exits with 0 when it is a 2xx.
 */
export function httpToolText({ pds, statusPort }: { pds: readonly string[]; statusPort: number }): string {
  return `// Speaks with PD and with the stores' status ports.
//   pd METHOD PATH [JSON]           e.g. pd GET /pd/api/v1/stores
//   store NAME METHOD PATH [JSON]   e.g. store tikv1 GET /status
const pds = ${JSON.stringify(pds)};
const [who, ...rest] = process.argv.slice(2);
const bases = who === "pd" ? pds : who === "store" ? [\`http://\${rest.shift()}:${statusPort}\`] : [];
const [method, path, body] = rest;
if (bases.length === 0 || !method || !path) {
  console.error("usage: pd METHOD PATH [JSON] | store NAME METHOD PATH [JSON]");
  process.exit(2);
}
const failures = [];
for (const base of bases) {
  try {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const answer = await fetch(base + path, { method, body, headers, signal: AbortSignal.timeout(4000) });
    const text = await answer.text();
    if (answer.status === 503 && base !== bases.at(-1)) throw new Error("503 " + text.trim());
    console.log(text.trim());
    if (!answer.ok) console.error(\`\${answer.status} \${answer.statusText}\`);
    process.exit(answer.ok ? 0 : 1);
  } catch (error) {
    failures.push(\`\${base}: \${error.cause?.message ?? error.message}\`);
  }
}
console.error(failures.join("\\n"));
process.exit(1);
`;
}
