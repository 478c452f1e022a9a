import yargs, { type Argv } from "yargs";
import type { Arguments } from "./arguments/arguments.js";
import { commands } from "./commands/index.js";
import { flag, type Command } from "./commands/command.js";
import type { Io } from "./io.js";
import { asTyped } from "./text/as-typed.js";
import { version } from "./version.js";

export type Parsed =
  | { kind: "command"; command: Command; args: Arguments }
  /** The help page or the version, because they were asked for; also what completion prints. */
  | { kind: "help"; text: string }
  /** No command was given. */
  | { kind: "nothing"; text: string };

const completionName = "completion";
/** The name under which the program is installed beside `eval`. */
const completedName = "opseval";
const widest = 110;

/** Rejects with `usage_invalid`, naming the nearest command or option there is. */
export async function parseCommandLine(argv: readonly string[], io: Io): Promise<Parsed> {
  let chosen: Command | undefined;
  const parser = buildParser(io, { completing: argv[0] === completionName, choose: (command) => (chosen = command) });
  let text = "";
  let values: { _: (string | number)[]; [name: string]: unknown };
  try {
    values = await parser.parseAsync([...argv], {}, (_error: unknown, _values: unknown, output: string) => {
      text = output;
    });
  } catch (error) {
    // Nothing but parsing happens in there.
    const { usageError } = await import("./arguments/arguments.js");
    const command = commands.find(({ name }) => name === argv[0]);
    throw usageError(
      (error as Error).message,
      `See \`${[io.program, ...(command ? [command.name] : [])].join(" ")} --help\`.`,
    );
  }
  if (text !== "") return { kind: "help", text: `${text}\n` };
  const words = values._.map(String);
  const [name] = words;
  if (name === undefined) return { kind: "nothing", text: `${await parser.getHelp()}\n` };
  if (!chosen) throw await unknownCommand(name, io);
  await refuseUnknown(chosen, values, words.slice(chosen.name.split(" ").length), io);
  const { Arguments } = await import("./arguments/arguments.js");
  return { kind: "command", command: chosen, args: new Arguments(values) };
}

const globalOptions = { verbose: flag("Show causes and details of errors") };

function buildParser(
  io: Io,
  { completing, choose }: { completing: boolean; choose: (command: Command) => void },
): Argv {
  let parser = yargs([])
    // Shells complete names of programs: `npx opseval` is none, and eval itself belongs to the shell.
    .scriptName(completing ? completedName : io.program)
    .locale("en")
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "greedy-arrays": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
    })
    .usage("Finds out whether an operations agent really repairs a real cluster.\n\n$0 <command>")
    .options(globalOptions)
    .version(version())
    .wrap(Math.min(widest, io.stdout.columns))
    .exitProcess(false)
    .fail(false);
  for (const command of commands) parser = declare(parser, command, { choose, program: io.program });
  return parser
    .completion(completionName, `Print a script for the shell that completes ${completedName}`)
    .epilogue(`In bash, eval alone is a builtin of the shell: call this program as ${io.program}.`);
}

interface Declaring {
  choose: (command: Command) => void;
  /** As it is typed. */
  program: string;
}

function declare<Values>(parser: Argv<Values>, command: Command, declaring: Declaring): Argv<Values> {
  return parser.command({
    command: `${command.name.split(" ").at(-1)}${positionalsOf(command)}`,
    describe: command.summary,
    builder: (own: Argv) => describe(own, command, declaring),
    handler: () => declaring.choose(command),
  });
}

function describe(own: Argv, command: Command, declaring: Declaring): Argv {
  const { program } = declaring;
  let parser = own
    .usage(`${command.summary}\n\n$0 ${command.name}${positionalsOf(command)} [options]`)
    .options(ownOptions(command, program))
    .epilogue(asTyped(command.epilogue ?? "", program));
  for (const [name, positional] of Object.entries(command.positionals ?? {}))
    parser = parser.positional(name, named(positional, program));
  for (const [line, meaning] of command.examples ?? []) parser = parser.example(line, meaning);
  for (const subcommand of command.subcommands ?? []) parser = declare(parser, subcommand, declaring);
  return parser;
}

function positionalsOf({ positionals = {} }: Command): string {
  return Object.entries(positionals)
    .map(([name, { demandOption, array }]) => {
      const shown = array ? `${name}..` : name;
      return demandOption ? ` <${shown}>` : ` [${shown}]`;
    })
    .join("");
}

/** Not its subcommands' as well. */
function ownOptions({ options }: Command, program: string): Command["options"] {
  const own = Object.entries(options).map(([name, option]) => [name, { ...named(option, program), global: false }]);
  return Object.fromEntries(own);
}

/** Its description as the program is typed. */
function named<Described extends { describe?: string | undefined }>(described: Described, program: string): Described {
  return described.describe === undefined
    ? described
    : { ...described, describe: asTyped(described.describe, program) };
}

async function unknownCommand(name: string, io: Io): Promise<Error> {
  const [{ usageError }, { unknownName }] = await Promise.all([
    import("./arguments/arguments.js"),
    import("./text/report-error.js"),
  ]);
  const known = [...commands.map((command) => command.name), completionName];
  return usageError(unknownName("command", name, known), `See \`${io.program} --help\`.`);
}

async function refuseUnknown(
  command: Command,
  values: { readonly [name: string]: unknown },
  unexpected: readonly string[],
  io: Io,
): Promise<void> {
  const positionals = Object.keys(command.positionals ?? {});
  const options = [...Object.keys(command.options), ...Object.keys(globalOptions)];
  const aliases = Object.values(command.options).flatMap(({ alias }) => alias ?? []);
  const known = new Set([...options, ...aliases, ...positionals, "_", "$0", "help", "version"]);
  const unknown = Object.keys(values).find((name) => !known.has(name));
  if (unknown === undefined && unexpected.length === 0) return;
  const [{ usageError }, { unknownName }] = await Promise.all([
    import("./arguments/arguments.js"),
    import("./text/report-error.js"),
  ]);
  const hint = `See \`${io.program} ${command.name} --help\`.`;
  if (unknown !== undefined) {
    const shown = unknown.length === 1 ? `-${unknown}` : `--${unknown}`;
    throw usageError(
      unknownName(
        "option",
        shown,
        options.map((name) => `--${name}`),
      ),
      hint,
    );
  }
  throw usageError(`unexpected ${unexpected.join(" ")}`, hint);
}
