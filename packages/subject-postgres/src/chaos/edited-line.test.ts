import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { undoEdit, withEdit } from "./edited-line.js";

const text = `first = 'a|b&c\\d'\nhost    app  127.0.0.1/32  md5\nlast = "it's %p"\n`;

describe("an edited line", () => {
  it.each([
    { was: "first = 'a|b&c\\d'", is: "first = 'a.*[x]^$'" },
    { was: "host    app  127.0.0.1/32  md5", is: "host    app  10.0.0.0/8  md5" },
    { was: `last = "it's %p"`, is: `last = "it's /%p"` },
    { was: null, is: "new = 'on|off'" },
  ])("is put in, and taken out again by the command: $is", (edit) => {
    const folder = mkdtempSync(join(tmpdir(), "it's a folder "));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "file.conf");
    const edited = withEdit(text, edit);
    expect(edited.split("\n")).toContain(edit.is);
    writeFileSync(file, edited);
    execFileSync("/bin/sh", ["-c", undoEdit(file, edit)]);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("is refused where there is no such line", () => {
    expect(() => withEdit(text, { was: "second", is: "third" })).toThrow(RangeError);
  });
});
