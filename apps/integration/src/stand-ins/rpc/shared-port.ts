import { createServer, type Server as NetServer, type Socket } from "node:net";
import type { Server as HttpServer } from "node:http";
import { ServerCredentials, type Server as GrpcServer } from "@grpc/grpc-js";

/**
 * HTTP/1.1 and gRPC on one port, as PD and TiKV serve them: a connection that begins with HTTP/2's preface is given to
 * gRPC, any other to HTTP. Closing it closes every connection.
 */
export interface SharedPort {
  listen(at: { host: string; port: number }): Promise<void>;
  close(): Promise<void>;
}

export function sharePort(servers: { http?: HttpServer; grpc: GrpcServer }): SharedPort {
  const injector = servers.grpc.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  const server: NetServer = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    if (!servers.http) {
      injector.injectConnection(socket);
      return;
    }
    const { http } = servers;
    socket.once("readable", () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return;
      socket.unshift(first);
      if (first.subarray(0, 3).toString("latin1") === "PRI") injector.injectConnection(socket);
      else http.emit("connection", socket);
    });
  });
  return {
    listen: ({ host, port }) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          resolve();
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Host and port of `http://host:port` or `host:port`. */
export function hostAndPort(address: string): { host: string; port: number } {
  const match = /^(?:https?:\/\/)?(.+):(\d+)\/?$/.exec(address);
  if (!match) throw new Error(`not an address with a port: ${address}`);
  return { host: match[1] ?? "", port: Number(match[2]) };
}
