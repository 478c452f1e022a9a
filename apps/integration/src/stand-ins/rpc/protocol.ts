import { fileURLToPath } from "node:url";
import {
  credentials,
  loadPackageDefinition,
  type Client,
  type ServiceClientConstructor,
  type ServiceDefinition,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

/** The subject's own protocol files: client and stand-ins load the same. */
const folder = fileURLToPath(new URL("../../../../../packages/subject-tikv/proto", import.meta.url));

/** A snapshot of a region travels in one message. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;
export const channelOptions = {
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  "grpc.initial_reconnect_backoff_ms": 200,
  "grpc.max_reconnect_backoff_ms": 1_000,
  // As in TiKV: the other end may be gone without a word.
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 3_000,
  // Each of several clusters in one process keeps its own connections.
  "grpc.use_local_subchannel_pool": 1,
} as const;

interface Protocol {
  pd: ServiceClientConstructor;
  tikv: ServiceClientConstructor;
}

/** Reads the protocol files; once in a process is enough. */
export function loadProtocol(): Protocol {
  const definition = loadSync(["pdpb.proto", "tikvpb.proto"], {
    includeDirs: [folder],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
  });
  const packages = loadPackageDefinition(definition) as unknown as {
    pdpb: { PD: ServiceClientConstructor };
    tikvpb: { Tikv: ServiceClientConstructor };
  };
  return { pd: packages.pdpb.PD, tikv: packages.tikvpb.Tikv };
}

export const serviceOf = (constructor: ServiceClientConstructor): ServiceDefinition => constructor.service;

export const connect = (constructor: ServiceClientConstructor, address: string): Client =>
  new constructor(address, credentials.createInsecure(), channelOptions);

/** One call with a deadline; rejects with gRPC's error. */
export function call<Response>(
  client: Client,
  options: { method: string; request: object; timeoutMs: number },
): Promise<Response> {
  const deadline = new Date(Date.now() + options.timeoutMs);
  return new Promise((resolve, reject) => {
    const methods = client as unknown as Record<string, UnaryMethod<Response> | undefined>;
    const method = methods[options.method];
    if (!method) {
      reject(new Error(`the protocol has no call ${options.method}`));
      return;
    }
    method.call(client, options.request, { deadline }, (error, response) => {
      if (error) reject(error);
      else resolve(response as Response);
    });
  });
}

type UnaryMethod<Response> = (
  request: object,
  options: { deadline: Date },
  done: (error: Error | null, response?: Response) => void,
) => void;
