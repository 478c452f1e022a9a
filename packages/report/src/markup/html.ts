import { visibleText } from "./visible-text.js";

/** Text that is markup already. Made by `html` alone, so that whatever else reaches a page is escaped. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Content = Markup | string | number | null | undefined | readonly Content[];

/**
 * Markup with its values escaped; null and undefined are nothing, a list is its items one after another. The
 * template's own indentation is left out.
 */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = withoutIndentation(literals[0]);
  values.forEach((value, index) => {
    text += textOf(value) + withoutIndentation(literals[index + 1]);
  });
  return new Markup(text);
}

function withoutIndentation(literal = ""): string {
  return literal.replace(/\n\s*/g, "\n");
}

function textOf(value: Content): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Markup) return value.toString();
  if (typeof value === "object") return value.map(textOf).join("");
  return escapeText(String(value));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeText(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
