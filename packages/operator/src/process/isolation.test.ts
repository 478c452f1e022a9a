import { expect, test } from "vitest";
import { effectiveCapabilities, highestUid } from "../host.js";
import { isolationOn } from "./isolation.js";

const root = { uid: 0, capabilities: 0x1fffeffffffn, highestUid: 4_294_967_294 };

test("root with its capabilities can give operators a uid of their own", () => {
  expect(isolationOn(root)).toEqual({ isolated: true });
});

test.each([
  ["an ordinary user", { ...root, uid: 1000 }, "not run as root"],
  ["a system without /proc", { ...root, capabilities: null, highestUid: null }, "no /proc"],
  ["a root that may not change users", { ...root, capabilities: 0n }, "CAP_SETUID"],
  ["a user namespace too small", { ...root, highestUid: 999 }, "ends at uid 999"],
])("%s cannot, and the reason is said", (_, host, reason) => {
  expect(isolationOn(host)).toEqual({ isolated: false, reason: expect.stringContaining(reason) as string });
});

test("capabilities and the uid map are read as Linux writes them", () => {
  expect(effectiveCapabilities("Name:\tx\nCapEff:\t000001fffeffffff\nSeccomp:\t0\n")).toBe(0x1fffeffffffn);
  expect(highestUid("         0          0 4294967295\n")).toBe(4_294_967_294);
  expect(highestUid("         0       1000          1\n         1     100000      65536\n")).toBe(65_536);
  expect(effectiveCapabilities(null)).toBeNull();
  expect(highestUid(null)).toBeNull();
});
