import process from "node:process";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { missingProgram, programOf } from "./missing-program.js";

describe("the program of a command line", () => {
  it.each([
    ["agent --deep", "agent"],
    ["  agent", "agent"],
    ["KEY=k MODE=fast agent", "agent"],
    ["exec agent {operatorDb}", "agent"],
    ["/opt/op/run.sh; sleep 1", "/opt/op/run.sh"],
    ["agent>log", "agent"],
    ["cd /tmp && agent", null],
    ["while true; do agent; done", null],
    ['"$AGENT" --deep', null],
    ["$AGENT", null],
    ["(agent)", null],
    ["", null],
  ])("of %j is %j", (command, program) => {
    expect(programOf(command)).toBe(program);
  });
});

describe("a program that is missing", () => {
  const missing = (command: string, path?: string) => missingProgram({ by: "operator-command", command }, path);

  it("is said to be, by name or path", async () => {
    expect(await missing("no-such-agent --x", "/usr/bin")).toBe("no program no-such-agent is on the PATH of operators");
    expect(await missing("/no/such/agent")).toBe("there is no program /no/such/agent");
    expect(await missing("./agent.sh")).toContain("./agent.sh is taken from the operator's own folder");
  });

  it("is nothing where there is one, or nobody can tell", async () => {
    expect(await missing("node agent.js", `/no/such:${dirname(process.execPath)}`)).toBeNull();
    expect(await missing(`${process.execPath} agent.js`)).toBeNull();
    expect(await missing("sh -c x")).toBeNull();
    expect(await missing("if true; then agent; fi", "")).toBeNull();
    expect(await missingProgram({ by: "agent", agent: "restart" }, "")).toBeNull();
  });
});
