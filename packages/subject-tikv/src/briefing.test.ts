import { briefed } from "@eval/core";
import { describe, expect, it } from "vitest";
import { pdCommand } from "./pd-command.js";
import { briefingOf } from "./briefing.js";
import { topologyOf } from "./topology.js";

const briefing = briefingOf({
  topology: topologyOf({ pds: 3, stores: 3 }),
  docker: { docker: "/usr/bin/docker", network: "tikv-0a1b", admin: { containerName: "tikv-0a1b-admin" } },
  networkCommands: {},
});

describe("the briefing", () => {
  it("gives absolute command lines that begin with docker's path", () => {
    for (const { command } of Object.values(briefing.commands)) expect(command).toMatch(/^\/usr\/bin\/docker /);
  });

  it("gives commands into which a node's name goes wherever it is needed", () => {
    expect(briefed(briefing, "connect", "tikv2")).toBe(
      "/usr/bin/docker network connect --alias tikv2 tikv-0a1b tikv-0a1b-tikv2",
    );
    expect(briefed(briefing, "store", "tikv2", "PUT", "/resume_grpc")).toBe(
      "/usr/bin/docker exec tikv-0a1b-admin node /nodes/pd1/config/http.mjs store tikv2 PUT /resume_grpc",
    );
  });

  it("quotes what is sent to PD for the shell", () => {
    expect(pdCommand(briefing, "POST", "/config", { "schedule.halt-scheduling": false })).toBe(
      `/usr/bin/docker exec tikv-0a1b-admin node /nodes/pd1/config/http.mjs pd POST /pd/api/v1/config '{"schedule.halt-scheduling":false}'`,
    );
    expect(pdCommand(briefing, "DELETE", "/store/4?force")).toMatch(/ DELETE '\/pd\/api\/v1\/store\/4\?force'$/);
  });

  it("names every server", () => {
    expect(briefing.nodes.map(({ name }) => name)).toEqual(["pd1", "pd2", "pd3", "tikv1", "tikv2", "tikv3"]);
  });

  it("has no word of whoever watches", () => {
    expect(JSON.stringify(briefing)).not.toMatch(/eval|chaos|fault|harness|trial|inject/i);
  });
});
