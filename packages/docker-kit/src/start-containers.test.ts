import { describe, expect, it } from "vitest";
import { placeInAdmin } from "./start-containers.js";

describe("placeInAdmin", () => {
  const node = {
    name: "n1",
    volumes: [
      { purpose: "data", at: "/data" },
      { purpose: "config", at: "/etc/pd" },
    ],
  };

  it("is where the admin container sees a file in one of the node's volumes", () => {
    expect(placeInAdmin(node, "/etc/pd/config.toml")).toBe("/nodes/n1/config/config.toml");
    expect(placeInAdmin(node, "/data/deep/motto.txt")).toBe("/nodes/n1/data/deep/motto.txt");
  });

  it("is nowhere for a file outside of them, however alike its path begins", () => {
    expect(placeInAdmin(node, "/etc/pdx/config.toml")).toBeUndefined();
    expect(placeInAdmin(node, "/etc/hosts")).toBeUndefined();
  });
});
