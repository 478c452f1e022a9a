import { describe, expect, it } from "vitest";
import type { NodeSpec } from "./cluster-spec.js";
import { adminOptions, nodeOptions, volumeOptions } from "./container-options.js";

const identity = { subject: "etcd", clusterId: "c1" };
const node: NodeSpec = {
  name: "n1",
  image: "etcd:1",
  command: ["etcd"],
  ports: [2379],
  volumes: [
    { purpose: "data", at: "/data", sizeMb: 64 },
    { purpose: "config", at: "/config" },
  ],
};

describe("what the engine is asked for", () => {
  it("publishes on loopback alone, at ports of the engine's choice", () => {
    expect(nodeOptions(identity, node).HostConfig?.PortBindings).toEqual({
      "2379/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }],
    });
  });

  it("puts a node on the cluster's network alone, under its own name", () => {
    const { HostConfig, NetworkingConfig } = nodeOptions(identity, { ...node, aliases: ["first"] });
    expect(HostConfig?.NetworkMode).toBe("etcd-c1");
    expect(NetworkingConfig?.EndpointsConfig).toEqual({ "etcd-c1": { Aliases: ["n1", "first"] } });
  });

  it("leaves the image its entry point unless the spec names one", () => {
    expect(nodeOptions(identity, node)).not.toHaveProperty("Entrypoint");
    expect(nodeOptions(identity, { ...node, entrypoint: [] }).Entrypoint).toEqual([]);
  });

  it("bounds memory without swap where a limit is given", () => {
    expect(nodeOptions(identity, node).HostConfig).not.toHaveProperty("Memory");
    const { HostConfig } = nodeOptions(identity, { ...node, memoryMb: 2 });
    expect(HostConfig).toMatchObject({ Memory: 2_097_152, MemorySwap: 2_097_152 });
  });

  it("holds bounded volumes in memory and leaves others to the engine", () => {
    const [data, config] = volumeOptions(identity, node);
    expect(data).toMatchObject({ Name: "etcd-c1-n1-data", DriverOpts: { type: "tmpfs", o: "size=64m" } });
    expect(config).toMatchObject({ Name: "etcd-c1-n1-config", DriverOpts: {} });
  });

  it("mounts every volume in the admin container, which keeps nothing else", () => {
    const { HostConfig } = adminOptions(identity, { subject: "etcd", nodes: [node], toolboxImage: "toolbox" });
    expect(HostConfig?.Binds).toEqual(["etcd-c1-n1-data:/nodes/n1/data", "etcd-c1-n1-config:/nodes/n1/config"]);
    expect(HostConfig?.ReadonlyRootfs).toBe(true);
  });
});
