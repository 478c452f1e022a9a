import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isOpenToAll, isSolelyOf } from "./traversable.js";

describe("a path", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "paths-"));
    await chmod(folder, 0o755);
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it("is open to all only when every folder on the way is", async () => {
    await mkdir(join(folder, "inner"));
    await writeFile(join(folder, "inner", "program"), "", { mode: 0o755 });
    expect(isOpenToAll(join(folder, "inner", "program"))).toBe(true);
    await chmod(folder, 0o700);
    expect(isOpenToAll(join(folder, "inner", "program"))).toBe(false);
    expect(isOpenToAll(join(folder, "nothing"))).toBe(false);
  });

  it("is solely one user's when nobody else can change it, and when it is no link", async () => {
    const uid = process.getuid?.() ?? -1;
    expect(isSolelyOf(uid, folder)).toBe(true);
    expect(isSolelyOf(uid + 1, folder)).toBe(false);
    await symlink(folder, `${folder}/link`);
    expect(isSolelyOf(uid, `${folder}/link`)).toBe(false);
    await chmod(folder, 0o777);
    expect(isSolelyOf(uid, folder)).toBe(false);
  });
});
