import { expect, it } from "vitest";
import { networkRepair } from "./network-command.js";

it("a repair is what an operator would type with the briefed commands", () => {
  const repairs = [
    { tool: "firewall" as const, arguments: "-F NODE-PEERS" },
    { tool: "traffic_control" as const, arguments: "qdisc del dev eth0 root" },
  ];
  expect(networkRepair((tool) => `run container:c-{node} ${tool}`, { node: "n1", repairs })).toEqual([
    "run container:c-n1 firewall -F NODE-PEERS",
    "run container:c-n1 traffic_control qdisc del dev eth0 root",
  ]);
});
