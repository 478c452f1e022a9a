import { randomUUID } from "node:crypto";
import type { Context } from "@eval/core";
import { startCluster, sweepCluster, type ClusterSpec, type DockerCluster } from "@eval/docker-kit";
import { within } from "./within.js";

export const port = 8080;
export const request = { port, text: "GET / HTTP/1.0\r\n\r\n" };

/** Gives back what it is told, on connections that stay up. */
export const echoPort = 8081;

const server = `
require("node:http").createServer((_, response) => response.end("here")).listen(${port});
require("node:net").createServer((socket) => socket.on("error", () => {}).pipe(socket)).listen(${echoPort});
`;

/** Three small servers and an admin container, under any subject's name. */
export interface Servers extends AsyncDisposable {
  cluster: DockerCluster;
  /** A call under a deadline of its own. */
  within<T>(work: (context: Context) => Promise<T>): Promise<T>;
}

export async function startServers(toolboxImage: string): Promise<Servers> {
  const clusterId = randomUUID().slice(0, 8);
  const spec: ClusterSpec = {
    subject: "servers",
    toolboxImage,
    nodes: ["n1", "n2", "n3"].map((name) => ({
      name,
      image: toolboxImage,
      entrypoint: ["node"],
      command: ["-e", server],
      ports: [port, echoPort],
      volumes: [
        { purpose: "data", at: "/data", sizeMb: 8 },
        ...(name === "n3" ? [{ purpose: "spare", at: "/spare" }] : []),
      ],
    })),
  };
  const call: Servers["within"] = (work) => within({ clusterId }, work);
  const dispose = () => call((context) => sweepCluster(clusterId, context));
  try {
    const cluster = await call((context) => startCluster(spec, context));
    return { cluster, within: call, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
