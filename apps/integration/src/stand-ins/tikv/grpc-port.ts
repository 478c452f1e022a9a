import type { Server as GrpcServer } from "@grpc/grpc-js";
import { hostAndPort, sharePort, type SharedPort } from "../rpc/shared-port.js";

/** The port for clients and other stores, which can be closed and opened again while the store goes on. */
export class GrpcPort {
  readonly #makeServer: () => GrpcServer;
  readonly #address: string;
  #port: SharedPort | undefined;

  constructor(address: string, makeServer: () => GrpcServer) {
    this.#address = address;
    this.#makeServer = makeServer;
  }

  get isPaused(): boolean {
    return this.#port === undefined;
  }

  async resume(): Promise<void> {
    if (this.#port) return;
    const port = sharePort({ grpc: this.#makeServer() });
    await port.listen(hostAndPort(this.#address));
    this.#port = port;
  }

  /** Ends every connection; new ones are refused. */
  async pause(): Promise<void> {
    const port = this.#port;
    this.#port = undefined;
    await port?.close();
  }
}
