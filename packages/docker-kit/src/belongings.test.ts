import { describe, expect, it } from "vitest";
import { belongingTo, type Listed } from "./belongings.js";
import { labelsOf } from "./labels.js";

const cluster = { clusterId: "c1", networks: ["etcd-c1"], volumes: ["etcd-c1-n1-data"] };
const networks = (...names: string[]) => ({ Networks: Object.fromEntries(names.map((name) => [name, {}])) });

function container(Id: string, rest: Partial<Listed> = {}): Listed {
  const plain = { Names: [`/${Id}`], Labels: {}, HostConfig: { NetworkMode: "bridge" }, Mounts: [] };
  return { Id, ...plain, NetworkSettings: networks("bridge") as Listed["NetworkSettings"], ...rest };
}

const own = container("own", {
  Labels: labelsOf({ subject: "etcd", clusterId: "c1" }, "node"),
  Names: ["/etcd-c1-n1"],
});

function found(...containers: Listed[]): string[] {
  return belongingTo(cluster, containers).map(({ Id }) => Id);
}

describe("what belongs to a cluster", () => {
  it("is what carries its label", () => {
    const other = container("other", { Labels: labelsOf({ subject: "etcd", clusterId: "c11" }, "node") });
    expect(found(own, other)).toEqual(["own"]);
  });

  it("is what was put in the place of a node, under its name", () => {
    expect(found(container("new", { Names: ["/etcd-c1-n2"] }), container("far", { Names: ["/etcd-c11-n2"] }))).toEqual([
      "new",
    ]);
  });

  it("is what others attached: to its network, to a node's namespace by id or name, to a volume", () => {
    const mount = { Type: "volume", Source: "", Destination: "/x", Mode: "", RW: true, Propagation: "" };
    expect(
      found(
        own,
        container("net", { NetworkSettings: networks("etcd-c1") as Listed["NetworkSettings"] }),
        container("by-id", { HostConfig: { NetworkMode: "container:own" } }),
        container("by-name", { HostConfig: { NetworkMode: "container:etcd-c1-n1" } }),
        container("volume", { Mounts: [{ ...mount, Name: "etcd-c1-n1-data" }] }),
        container("unrelated", { HostConfig: { NetworkMode: "container:unknown" } }),
      ),
    ).toEqual(["own", "net", "by-id", "by-name", "volume"]);
  });
});
