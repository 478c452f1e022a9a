import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { firstFile, packTar } from "./tar.js";

const files = [
  { path: "a.txt", content: Buffer.from("one") },
  { path: "b/empty", content: Buffer.alloc(0), mode: 0o600 },
  { path: "c", content: Buffer.alloc(1300, "x") },
];

describe("an archive", () => {
  it("is one that tar reads", () => {
    const archive = packTar(files);
    const listed = execFileSync("tar", ["-tvf", "-"], { input: archive }).toString();
    expect(listed).toMatch(
      /-rw-r--r-- 0\/0 +3 .* a\.txt\n-rw------- 0\/0 +0 .* b\/empty\n-rw-r--r-- 0\/0 +1300 .* c\n/,
    );
    expect(execFileSync("tar", ["-xOf", "-", "c"], { input: archive }).toString()).toBe("x".repeat(1300));
  });

  it("gives back its first file, also behind a folder and of another program", () => {
    expect(firstFile(packTar(files))?.toString()).toBe("one");
    const script = 'cd "$(mktemp -d)" && mkdir d && printf two > d/f && tar --format=pax -cf - d && rm -r "$PWD"';
    expect(firstFile(execFileSync("sh", ["-c", script]))?.toString()).toBe("two");
  });

  it("gives nothing where there is no file", () => {
    expect(firstFile(packTar([]))).toBeUndefined();
  });

  it("refuses a path that does not fit rather than cutting it", () => {
    expect(() => packTar([{ path: "x".repeat(101), content: Buffer.alloc(0) }])).toThrow(RangeError);
  });
});
