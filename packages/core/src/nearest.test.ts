import { expect, it } from "vitest";
import { nearest } from "./nearest.js";

it("finds the name that was meant, and none where nothing comes close", () => {
  const known = ["node_kill", "node_pause", "read_only"];
  expect(nearest("node_kil", known)).toBe("node_kill");
  expect(nearest("ndoe_kill", known)).toBe("node_kill");
  expect(nearest("readonly", known)).toBe("read_only");
  expect(nearest("latency", known)).toBeUndefined();
});
