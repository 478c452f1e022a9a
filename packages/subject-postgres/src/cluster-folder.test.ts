import { describe, expect, it } from "vitest";
import { candidateFolders, folderName } from "./cluster-folder.js";
import { thisHost } from "./host.js";

describe("a cluster's folder", () => {
  it("is named after the cluster's id, and after nothing else", () => {
    expect(folderName("a1b2-c3")).toBe("pg-a1b2-c3");
  });

  it("has a short and safe name for any id, and another for any other id", () => {
    const ids = ["x".repeat(200), "x".repeat(201), "../../etc", "a/b", "a b", ""];
    const names = ids.map(folderName);
    for (const name of names) expect(name).toMatch(/^pg-[\w.-]{1,32}$/);
    expect(new Set(names).size).toBe(ids.length);
    expect(names).toEqual(ids.map(folderName));
  });

  it("leaves room for the path of a unix socket", () => {
    for (const folder of candidateFolders("i".repeat(32), thisHost())) {
      expect(`${folder}/run/.s.PGSQL.65535`.length).toBeLessThan(100);
    }
  });
});
