import { readFileSync } from "node:fs";

/**
 * Programs that run in containers: each is one compiled module of this folder, which imports nothing but Node's own
 * modules and asks no more than Node 18 of whoever runs it.
 */
export type Program = "network-probe" | "relay";

/** The program as text for `node --input-type=module -`, with a call of one of its exports at its end, whose result is printed as JSON. */
export function programCalling(program: Program, { name, argument }: { name: string; argument: object }): string {
  const call = `${name}(${JSON.stringify(argument)})`;
  return `${programText(program)}\nprocess.stdout.write(JSON.stringify((await ${call}) ?? null) + "\\n");\n`;
}

/** Without comments: what runs in a container can be read by whoever may use the engine. */
export function programText(program: Program): string {
  return withoutComments(readFileSync(new URL(`./${program}.js`, import.meta.url), "utf8"));
}

/** Comments that have lines to themselves, as all have in compiled modules of this folder. */
export function withoutComments(text: string): string {
  return text.replaceAll(/^\s*(?:\/\*[^]*?\*\/|\/\/.*)(?:\n|$)/gm, "");
}
