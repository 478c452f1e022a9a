import { chaosTypeOf, loadPlugin } from "@eval/core";
import type { Arguments } from "../arguments/arguments.js";
import { defaultPlugin } from "../commands/command.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { jsonText } from "../json/version.js";
import { commandLine } from "../text/command-line.js";
import { printableLine } from "../text/printable.js";
import { formatTable } from "../text/table.js";
import { catalogueOf, entryOf, parametersOf, type CatalogueEntry, type Parameter } from "./catalogue.js";

/** `eval chaos`. */
export async function chaos(args: Arguments, io: Io): Promise<number> {
  const specifier = args.text("plugin") ?? defaultPlugin;
  const name = args.text("name");
  const { subject, version } = await loadPlugin(specifier, io.cwd);
  const entries = name === undefined ? catalogueOf(subject) : [entryOf(name, chaosTypeOf(subject, name))];
  const options = parametersOf(subject.options);
  if (args.flag("json")) {
    const described = { name: subject.name, summary: subject.summary, plugin: specifier, version, options };
    io.stdout.write(jsonText("chaos", { subject: described, chaos: entries }));
    return exitCodes.ok;
  }
  const [only] = entries;
  if (name !== undefined && only) {
    io.stdout.write(
      entryPage(only, commandLine(io.program, ["run", ...pluginArgs(args), "--chaos", name, "--baseline"])),
    );
    return exitCodes.ok;
  }
  io.stdout.write(`${printableLine(subject.name)}: ${printableLine(subject.summary)}\n\n${catalogueTable(entries)}`);
  if (options.length > 0) io.stdout.write(`\nOptions of the subject (--option name=value)\n${parameterLines(options)}`);
  io.stdout.write(`\nParameters of one: ${commandLine(io.program, ["chaos", ...pluginArgs(args), "NAME"])}\n`);
  return exitCodes.ok;
}

function pluginArgs(args: Arguments): string[] {
  const plugin = args.text("plugin");
  return plugin === undefined ? [] : ["--plugin", plugin];
}

export function catalogueTable(entries: readonly CatalogueEntry[]): string {
  return formatTable(entries, [
    { title: "chaos type", cell: ({ name }) => printableLine(name, 40) },
    { title: "heals itself", cell: ({ selfHeals }) => words[selfHeals] },
    { title: "restart helps", cell: ({ healsByRestart }) => words[healsByRestart] },
    { title: "what it does", cell: ({ summary }) => printableLine(summary, 100) },
  ]);
}

export function entryPage(entry: CatalogueEntry, example: string): string {
  const lines = [
    `${printableLine(entry.name)}: ${printableLine(entry.summary)}`,
    `heals itself: ${words[entry.selfHeals]}; restarting helps: ${words[entry.healsByRestart]}`,
    ...(entry.needs.length === 0 ? [] : [`needs of the host: ${printableLine(entry.needs.join(", "))}`]),
  ];
  const params =
    entry.params.length === 0
      ? "It takes no parameters.\n"
      : `Parameters (--param name=value)\n${parameterLines(entry.params)}`;
  return `${lines.join("\n")}\n\n${params}\n${example}\n`;
}

const words = { yes: "yes", no: "no", depends: "depends on the target", undeclared: "not declared" } as const;

function parameterLines(params: readonly Parameter[]): string {
  const rows = formatTable(params, [
    { title: "  name", cell: ({ name }) => `  ${printableLine(name, 40)}` },
    { title: "type", cell: ({ type }) => printableLine(type, 60) },
    { title: "default", cell: defaultText },
    { title: "", cell: ({ description }) => printableLine(description ?? "", 100) },
  ]);
  return rows;
}

function defaultText(parameter: Parameter): string {
  if (parameter.default !== undefined) return printableLine(JSON.stringify(parameter.default), 40);
  return parameter.required ? "must be given" : "-";
}
