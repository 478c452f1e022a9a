import { spawnSync } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import process from "node:process";
import { systemClock, type OperatorCommand } from "@eval/core";
import { expect, test, onTestFinished } from "vitest";
import { until } from "../../testing/within.js";
import { watchedCluster } from "../../testing/watched-cluster.js";
import { readText } from "../../testing/scratch.js";
import { parseTraceLine } from "../trace-file.js";
import { commandAgent, type CommandAgentOptions } from "./command.js";

async function agentAtWork(command: string, options: Partial<CommandAgentOptions> = {}) {
  const cluster = await watchedCluster(onTestFinished);
  const agent = commandAgent({
    command,
    folder: cluster.agentFolder,
    agentTimeoutMs: 30_000,
    commandTimeoutMs: 20_000,
    env: { PATH: process.env["PATH"], PROBLEMS: `${cluster.folder}/problems` },
    clock: systemClock,
    ...options,
  });
  await cluster.break("down:n1");
  cluster.work(agent);
  const ended = () =>
    until(async () => {
      const delta = await cluster.seen();
      return delta.sessions.some((session) => session.status !== "running") && delta;
    });
  return { ...cluster, ended, file: (name: string) => readText(`${cluster.agentFolder}/${name}`) };
}

const shown = (commands: readonly OperatorCommand[]) =>
  commands.map(({ tool_params, exit_code }) => [(JSON.parse(tool_params!) as { command: string }).command, exit_code]);

test("exit code 0 claims the ticket resolved", async () => {
  const { ended } = await agentAtWork("exit 0");
  expect(await ended()).toMatchObject({ sessions: [{ status: "resolved" }], tickets: [{ status: "resolved" }] });
});

test("any other end gives the ticket up", async () => {
  const { ended } = await agentAtWork("exit 9");
  const { sessions, tickets } = await ended();
  expect(sessions).toMatchObject([{ status: "escalated" }]);
  expect(tickets).toMatchObject([{ status: "diagnosed", diagnosis: expect.stringContaining("exit code 9") as string }]);
});

test("an agent that takes too long is killed and the ticket given up", async () => {
  const { ended } = await agentAtWork("exec sleep 60", { agentTimeoutMs: 300 });
  expect((await ended()).sessions).toMatchObject([{ status: "escalated" }]);
});

test("it gets ticket, briefing and tools on standard input, in a file, and the gist in its environment", async () => {
  const env = 'echo "$TICKET_KEY $TICKET_TARGET $TICKET_MESSAGE" > gist; echo "$COMMAND_RESTART" >> gist';
  const { ended, file, folder, agentFolder } = await agentAtWork(`cat > stdin; cp "$INCIDENT" copy; ${env}`);
  await ended();
  const incident = JSON.parse(await file("stdin")) as Record<string, unknown>;
  expect(incident).toMatchObject({
    ticket: { key: "down:n1", target: "n1", message: "problem down:n1" },
    briefing: { nodes: [{ name: "n1" }, { name: "n2" }], commands: { shell: { command: `${agentFolder}/shell` } } },
    shell: `${agentFolder}/shell`,
  });
  expect(await file("copy")).toBe(await file("stdin"));
  expect(await file("gist")).toBe(`down:n1 n1 problem down:n1\nrm -f ${folder}/problems/down:{node}\n`);
});

test("what it runs through the wrapper is recorded with exit codes, in order, and shown to it unchanged", async () => {
  const script = `
    "$SHELL_TOOL" 'echo "it is"; cd /; pwd; echo bad >&2; exit 5' > out 2> err; echo $? >> out
    "$SHELL_TOOL" 'rm "$PROBLEMS/down:n1"'
    echo piped | "$SHELL_TOOL" -c cat >> out`;
  const { ended, file, observe } = await agentAtWork(script);
  expect(shown((await ended()).commands)).toEqual([
    ['echo "it is"; cd /; pwd; echo bad >&2; exit 5', 5],
    ['rm "$PROBLEMS/down:n1"', 0],
    ["cat", 0],
  ]);
  expect(await file("out")).toBe("it is\n/\n5\npiped\n");
  expect(await file("err")).toBe("bad\n");
  expect((await observe()).status).toBe("healthy");
});

test("a command is in the log while it runs, its result once it has ended", async () => {
  const { ended, seen, agentFolder } = await agentAtWork(`"$SHELL_TOOL" 'while [ ! -e go ]; do sleep 0.05; done'`);
  const [running] = await until(async () => {
    const { commands } = await seen();
    return commands.length > 0 && commands;
  });
  expect(running!.exit_code).toBeNull();
  await writeFile(`${agentFolder}/go`, "");
  expect((await ended()).commands).toMatchObject([{ exit_code: 0 }]);
});

test("results of commands run side by side belong to their own calls", async () => {
  const script = `("$SHELL_TOOL" 'sleep 1; exit 1') & sleep 0.4; "$SHELL_TOOL" 'exit 2'; wait`;
  const { ended } = await agentAtWork(script);
  expect(shown((await ended()).commands)).toEqual([
    ["sleep 1; exit 1", 1],
    ["exit 2", 2],
  ]);
});

test("a command that hangs is ended when its time is up", async (context) => {
  if (spawnSync("timeout", ["1", "true"]).status !== 0) context.skip("there is no `timeout` program");
  const { ended } = await agentAtWork(`"$SHELL_TOOL" 'echo begun; sleep 60' > /dev/null; test $? = 124`, {
    commandTimeoutMs: 1_000,
  });
  const { commands, sessions } = await ended();
  expect(commands).toMatchObject([{ exit_code: 124 }]);
  expect(sessions).toMatchObject([{ status: "resolved" }]);
});

test("what has not ended when the agent does has no exit code", async () => {
  const { ended } = await agentAtWork(`"$SHELL_TOOL" 'sleep 5' & sleep 0.5; "$SHELL_TOOL" true`);
  expect(shown((await ended()).commands)).toEqual([
    ["sleep 5", null],
    ["true", 0],
  ]);
});

test("reasoning and commands in the trace file are recorded, an unfinished last line too", async () => {
  const lines = [
    `{"reasoning":"it looks down"}`,
    `{"command":"ssh n1 systemctl restart db","exitCode":255,"output":"refused"}`,
    `plain words`,
  ];
  const { ended } = await agentAtWork(
    `printf '%s\\n%s\\n%s' ${lines.map((line) => `'${line}'`).join(" ")} >> "$TRACE_FILE"`,
  );
  const { reasoning, commands } = await ended();
  expect(reasoning.map(({ text }) => text)).toEqual(["it looks down", "plain words"]);
  expect(shown(commands)).toEqual([["ssh n1 systemctl restart db", 255]]);
});

test("a line of the trace file is read as what it is", () => {
  expect(parseTraceLine('{"command":"ls","exitCode":0}')).toEqual({ command: "ls", exitCode: 0, output: "" });
  expect(parseTraceLine('{"command":"ls"}')).toEqual({ command: "ls", exitCode: null, output: "" });
  expect(parseTraceLine('{"exitCode":0}')).toEqual({ reasoning: '{"exitCode":0}' });
});

test("the wrapper cleans up after itself", async () => {
  const { ended, agentFolder } = await agentAtWork(`"$SHELL_TOOL" true`);
  const { tickets } = await ended();
  expect(await readdir(`${agentFolder}/spool-${tickets[0]!.id}`)).toEqual([]);
});
