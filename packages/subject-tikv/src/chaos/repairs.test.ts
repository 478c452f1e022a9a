import type { JsonObject } from "@eval/core";
import { describe, expect, it } from "vitest";
import { briefingOf } from "../briefing.js";
import { topologyOf } from "../topology.js";
import { chaos } from "./index.js";

const topology = topologyOf({ pds: 3, stores: 3 });
const briefing = briefingOf({
  topology,
  docker: { docker: "/usr/bin/docker", network: "tikv-0a1b", admin: { containerName: "tikv-0a1b-admin" } },
  networkCommands: {
    firewall: { summary: "", command: "/usr/bin/docker run --rm --network container:tikv-0a1b-{node} box iptables" },
    traffic_control: { summary: "", command: "/usr/bin/docker run --rm --network container:tikv-0a1b-{node} box tc" },
  },
});

const names = topology.members.map(({ name }) => name);
const planOf = (node: string, more: JsonObject = {}) => ({
  node,
  unaffected: names.filter((name) => name !== node),
  ...more,
});
const store = planOf("tikv2", { role: "store" });
const plans: Record<string, JsonObject> = {
  disk_pressure: planOf("tikv2", { purpose: "data", fill_percent: 80, file: "export.tmp" }),
  evict_leader_left_behind: store,
  latency: planOf("tikv2", { min_ms: 50, max_ms: 150, control: "tikv1" }),
  network_disconnect: store,
  network_partition: store,
  node_kill: store,
  node_pause: store,
  pd_leader_kill: { node: "pd2" },
  pd_member_wiped: planOf("pd2"),
  scheduling_halted: { node: "tikv2" },
  store_grpc_paused: store,
  store_wiped: store,
};
const metadata = { store_id: "4", new_store_id: "1004", backend: "netem" };

const of = (name: string) => {
  const type = chaos[name]!;
  return {
    type,
    remedy: type.remedy(plans[name], metadata, briefing),
    wrongFixes: type.wrongFixes?.(plans[name], metadata, briefing) ?? [],
  };
};

describe.each(Object.keys(chaos))("%s", (name) => {
  it("is repaired, rightly and wrongly, by commands that can be typed and tell nothing of whoever watches", () => {
    const { remedy, wrongFixes } = of(name);
    const commands = [...remedy, ...wrongFixes.flatMap((fix) => fix.commands)];
    expect(remedy.length).toBeGreaterThan(0);
    for (const command of commands) {
      expect(command).toMatch(/^(for i in 1 2 3; do )?\/usr\/bin\/docker /);
      expect(command).not.toMatch(/\{node\}|undefined|eval|chaos|fault|harness|sidecar/);
    }
  });

  it("has at least two wrong fixes, each with a reason", () => {
    const { wrongFixes } = of(name);
    expect(wrongFixes.length).toBeGreaterThanOrEqual(2);
    expect(new Set(wrongFixes.map((fix) => fix.name)).size).toBe(wrongFixes.length);
    for (const { why } of wrongFixes) expect(why).not.toBe("");
  });
});

describe("remedies", () => {
  it("of lost identities take the old one away first", () => {
    const pd = "/usr/bin/docker exec tikv-0a1b-admin node /nodes/pd1/config/http.mjs pd";
    expect(of("store_wiped").remedy).toEqual([
      `${pd} DELETE '/pd/api/v1/store/4?force'`,
      "/usr/bin/docker start tikv-0a1b-tikv2",
    ]);
    expect(of("pd_member_wiped").remedy).toEqual([
      `${pd} DELETE /pd/api/v1/members/name/pd2`,
      "/usr/bin/docker exec tikv-0a1b-admin find /nodes/pd2/data -mindepth 1 -delete",
      `/usr/bin/docker exec tikv-0a1b-admin sh -c 'sed -i '\\''s|^initial-cluster = .*|join = "http://pd1:2379,http://pd3:2379"|'\\'' /nodes/pd2/config/config.toml'`,
      "for i in 1 2 3; do /usr/bin/docker start tikv-0a1b-pd2; sleep 1; done",
    ]);
  });
});

describe("a ticket", () => {
  const ticket = (target: string | null, message = "") => ({
    id: 1,
    key: target === null ? "x" : `x:${target}`,
    invariant: "x",
    target,
    status: "open" as const,
    held: false,
    message,
    severity: "critical",
    diagnosis: null,
    firstSeenAt: null,
    resolvedAt: null,
    createdAt: null,
  });

  it("speaks of a fault that names its node, the cluster, or something that is no node", () => {
    const concerns = chaos["node_kill"]!.concerns!;
    expect(
      [ticket("tikv2"), ticket(null), ticket("4"), ticket("pd1", "no answer from tikv2")].map((each) =>
        concerns(store, each),
      ),
    ).toEqual([true, true, true, true]);
    expect(concerns(store, ticket("tikv1", "tikv1 is not running"))).toBe(false);
  });
});
