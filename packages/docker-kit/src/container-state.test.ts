import type { ContainerInspectInfo, Port } from "dockerode";
import { describe, expect, it } from "vitest";
import { sightOf, stateFrom } from "./container-state.js";

const place = { name: "n1", network: "etcd-c1" };

type Listed = NonNullable<Parameters<typeof sightOf>[1]>;

function listed(State: string, Ports: Partial<Port>[] = []): Listed {
  const NetworkSettings = { Networks: { "etcd-c1": {} } } as unknown as Listed["NetworkSettings"];
  return { State, Ports: Ports as Port[], NetworkSettings };
}

function inspected(State: Partial<ContainerInspectInfo["State"]>) {
  return { State } as ContainerInspectInfo;
}

describe("how a node is seen", () => {
  it("is missing when nothing bears its name, and while it is being removed", () => {
    expect(sightOf(place, undefined)).toEqual({ name: "n1", status: "missing", ports: {}, connected: false });
    expect(sightOf(place, listed("removing")).status).toBe("missing");
  });

  it("has the host ports of what is published, and nothing of what is only exposed", () => {
    const ports = [
      { PrivatePort: 2379, PublicPort: 40_001, Type: "tcp" },
      { PrivatePort: 2380, Type: "tcp" },
    ];
    expect(sightOf(place, listed("running", ports))).toEqual({
      name: "n1",
      status: "running",
      ports: { 2379: 40_001 },
      connected: true,
    });
  });

  it.each(["created", "exited", "dead"])("is down when the engine calls it %s", (state) => {
    expect(sightOf(place, listed(state)).status).toBe("exited");
  });
});

describe("a container's state", () => {
  it("has no exit code while it runs", () => {
    const running = { Status: "running", Running: true, StartedAt: "2026-01-01T00:00:00Z", ExitCode: 0 };
    expect(stateFrom(inspected(running))).toEqual({
      status: "running",
      startedAt: "2026-01-01T00:00:00Z",
      exitCode: null,
    });
  });

  it("has neither start nor exit code when it never ran", () => {
    const created = { Status: "created", Running: false, StartedAt: "0001-01-01T00:00:00Z", ExitCode: 0 };
    expect(stateFrom(inspected(created))).toEqual({ status: "exited", startedAt: null, exitCode: null });
  });
});
