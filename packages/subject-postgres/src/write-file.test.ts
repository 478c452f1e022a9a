import { mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEnd, readOwn, writeWhole } from "./write-file.js";

describe("files in a folder that others may write in", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "files-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it("are replaced and not written through a link", async () => {
    const precious = join(folder, "precious");
    const planted = join(folder, "planted");
    await writeFile(precious, "precious");
    await symlink(precious, planted);
    await writeWhole(planted, "new", { mode: 0o640 });
    expect(await readFile(precious, "utf8")).toBe("precious");
    expect(await readFile(planted, "utf8")).toBe("new");
    expect((await stat(planted)).mode & 0o777).toBe(0o640);
    expect((await readdir(folder)).toSorted()).toEqual(["planted", "precious"]);
  });

  it("are not read through a link", async () => {
    const secret = join(folder, "secret");
    await writeFile(secret, "secret");
    await symlink(secret, join(folder, "link"));
    expect(await readOwn(join(folder, "link"))).toBeUndefined();
    expect(await readEnd(join(folder, "link"), 10)).toBeUndefined();
    expect(await readOwn(secret)).toBe("secret");
    expect(await readOwn(join(folder, "nothing"))).toBeUndefined();
  });

  it("are read from their end when they are long", async () => {
    const log = join(folder, "log");
    await writeFile(log, "0123456789");
    expect((await readEnd(log, 3))?.toString()).toBe("789");
    expect((await readEnd(log, 30))?.toString()).toBe("0123456789");
  });
});
