import { expect, test } from "vitest";
import { parseOptions, usage } from "./options.js";

const least = ["--plugin", "p", "--cluster", "c.json", "--operator-db", "o.db", "--agent", "restart"];

test("four options are enough, the others have defaults", () => {
  expect(parseOptions(least)).toMatchObject({
    ok: true,
    options: { agent: "restart", "interval-ms": 1_000, "command-timeout-ms": 60_000, attempts: 3 },
  });
});

test.each([
  ["an unknown option", [...least, "--nap"], /--nap/],
  ["an unknown agent", [...least, "--agent", "hope"], /--agent/],
  ["a duration that is none", [...least, "--interval-ms", "soon"], /--interval-ms/],
  ["the agent command without a command", [...least, "--agent", "command"], /--agent-command/],
  ["remedy without a place to be told", [...least, "--agent", "remedy"], /--repair/],
])("%s is refused in words, with the usage", (_, args, message) => {
  const parsed = parseOptions(args);
  expect(parsed).toMatchObject({ ok: false, help: false, message: expect.stringMatching(message) as string });
  expect(parsed).toMatchObject({ message: expect.stringContaining(usage) as string });
});

test("the usage names every option", () => {
  const parsed = parseOptions([...least]);
  if (!parsed.ok) throw new Error(parsed.message);
  for (const name of Object.keys(parsed.options)) expect(usage).toContain(`--${name}`);
  expect(parseOptions(["--help"])).toEqual({ ok: false, help: true, message: usage });
});
