/** What a reader could not see, or what turns text around: control and format characters, lone surrogates, separators. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu;

/**
 * Text from agents, clusters and plugins as it may stand on a page: nothing in it is invisible, reorders what stands
 * beside it, or is refused by a parser. Tabs and line ends stay.
 */
export function visibleText(text: string): string {
  return text.replace(invisible, pictureOf);
}

function pictureOf(character: string): string {
  if (character === "\n" || character === "\t") return character;
  const code = character.codePointAt(0) ?? 0;
  // Unicode has pictures of the ASCII control characters.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
