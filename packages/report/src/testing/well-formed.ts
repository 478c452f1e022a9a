import { SaxesParser } from "saxes";

export interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
}

/** All elements of a page and its text, read by a strict XML parser; throws with the place where it is not well-formed. */
export function readPage(page: string): { elements: Element[]; text: string } {
  const parser = new SaxesParser();
  const elements: Element[] = [];
  const texts: string[] = [];
  const open: string[] = [];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    open.push(name);
    elements.push({ name, attributes });
  });
  parser.on("closetag", () => void open.pop());
  parser.on("text", (text) => {
    if (open.at(-1) !== "style") texts.push(text);
  });
  parser.write(page).close();
  return { elements, text: texts.join(" ").replace(/\s+/g, " ") };
}
