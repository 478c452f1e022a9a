import { expect, it } from "vitest";
import { lackingOf, type NetworkAbilities } from "./preflight-network.js";

const all: NetworkAbilities = { netem: true, tbf: true, drop: true, redirect: true };
const needs = ["firewall", "network_delay", "traffic_shaping", "docker"];
const lacking = (lack: Partial<NetworkAbilities>) =>
  lackingOf(needs, { ...all, ...lack }).map((each) => each.capability);

it("a host that can do everything lacks nothing, and what is not of the network is not judged", () => {
  expect(lacking({})).toEqual([]);
});

it("a delay needs either of its two ways", () => {
  expect(lacking({ netem: false })).toEqual([]);
  expect(lacking({ redirect: false })).toEqual([]);
  expect(lacking({ netem: false, redirect: false })).toEqual(["network_delay"]);
});

it("dropping and bounding have no other way", () => {
  expect(lacking({ drop: false, tbf: false })).toEqual(["firewall", "traffic_shaping"]);
  expect(lackingOf(["traffic_shaping"], { ...all, drop: false })).toEqual([]);
});
