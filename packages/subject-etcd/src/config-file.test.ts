import { describe, expect, it } from "vitest";
import { freshConfig, joiningConfig } from "./config-file.js";

const options = { members: 3, quotaMb: 16 };

describe("a member's configuration", () => {
  it("names all members and its own URLs", () => {
    const lines = freshConfig("n2", options).split("\n");
    expect(lines).toContain("name: n2");
    expect(lines).toContain("initial-cluster: n1=http://n1:2380,n2=http://n2:2380,n3=http://n3:2380");
    expect(lines).toContain("initial-advertise-peer-urls: http://n2:2380");
    expect(lines).toContain("quota-backend-bytes: 16777216");
  });

  it("differs for a member that joins in that the cluster is there already", () => {
    const fresh = freshConfig("n2", options).split("\n");
    const joining = joiningConfig("n2", options).split("\n");
    expect(joining.filter((line) => !fresh.includes(line))).toEqual(["initial-cluster-state: existing"]);
  });
});
