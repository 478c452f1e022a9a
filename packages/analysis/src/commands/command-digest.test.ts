import { expect, it } from "vitest";
import { command } from "../testing/trials.js";
import { commandDigester, commandDigestReader, looseCommandCounter } from "./command-digest.js";
import { commandCounter } from "./count-commands.js";

it("counts survive being kept as text", () => {
  const commands = [command("status"), command("status"), command("rm -rf /data", { exit_code: 1 }), command("status")];
  const text = commandDigester()(commands);
  const read = commandDigestReader();
  expect(read(text)).toEqual(commandCounter()(commands));
  expect(read(text)).toMatchObject({ thrashing: ["status"], destructive: [{ command: "rm -rf /data", count: 1 }] });
  expect(read(commandDigester()([]))).toEqual(commandCounter()([]));
});

it("counts by other rules are not taken for those by these", () => {
  const text = commandDigester()([command("status")]);
  const read = commandDigestReader();
  expect(read(text.replace(/"revision":"\w/, '"revision":"x'))).toBeUndefined();
  expect(read(null)).toBeUndefined();
});

it("lists of other programs are counted whatever they hold", () => {
  const anything = [null, "text", 7, { tool_name: "shell", tool_params: { command: "ls" } }, { exit_code: "no" }, {}];
  expect(looseCommandCounter()(anything)).toMatchObject({ total: 3, failed: 0, unanswered: 3, unique: 2 });
});
