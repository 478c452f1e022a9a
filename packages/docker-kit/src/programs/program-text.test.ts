import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withoutComments } from "./program-text.js";

describe("the text that is delivered", () => {
  it.each(["network-probe", "relay"])("of %s holds no comment", (program) => {
    const text = delivered(program);
    expect(text).not.toMatch(/\/\*|\/\/|\*\//);
    expect(text).toContain("export async function");
  });

  it("of the relay tells nothing of what it is for", () => {
    expect(delivered("relay").replaceAll("noDelay", "")).not.toMatch(
      /delay|late|slow|fault|inject|chaos|harness|\beval\b/i,
    );
  });
});

it("takes away comments that have their lines to themselves, and nothing else", () => {
  const text = '/**\n * A.\n */\nlet a = "b"; // c\n    // d\n  /* e */\nf();\n//# sourceMappingURL=x';
  expect(withoutComments(text)).toBe('let a = "b"; // c\nf();\n');
});

/** As compiled: that is what runs in containers. */
function delivered(program: string): string {
  return withoutComments(readFileSync(new URL(`../../dist/programs/${program}.js`, import.meta.url), "utf8"));
}
