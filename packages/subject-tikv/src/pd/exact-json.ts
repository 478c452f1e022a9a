import type { Json } from "@eval/core";

const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const integer = /^-?\d+$/;

/**
 * Parses JSON text in which integers that a double cannot hold exactly (ids, nanoseconds) come as decimal
 * strings. Throws SyntaxError for text that is not JSON.
 */
export function parseExactJson(text: string): Json {
  const exact = text.replaceAll(tokens, (token) =>
    integer.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
  return JSON.parse(exact) as Json;
}
