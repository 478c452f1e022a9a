import { fileURLToPath } from "node:url";
import { Server, ServerCredentials, loadPackageDefinition, status, type ServiceClientConstructor } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { Peer, Region, RegionError } from "./region-error.js";

const definition = loadPackageDefinition(
  loadSync(["pdpb.proto", "tikvpb.proto"], {
    includeDirs: [fileURLToPath(new URL("../../proto", import.meta.url))],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
  }),
) as unknown as Record<string, Record<string, ServiceClientConstructor>>;

export const clusterId = "7299011222333444555";

type Unary = (request: any) => object | undefined; // oxlint-disable-line typescript/no-explicit-any -- messages of another program

/** A gRPC server on a free port of loopback. A handler that returns nothing leaves its caller waiting. */
export class KvServer implements AsyncDisposable {
  readonly #server = new Server();
  port = 0;
  calls: { method: string; request: Record<string, unknown> }[] = [];

  static async start(service: "pdpb.PD" | "tikvpb.Tikv", handlers: Record<string, Unary>): Promise<KvServer> {
    const made = new KvServer();
    const [scope = "", name = ""] = service.split(".");
    const implementation = Object.fromEntries(
      Object.entries(handlers).map(([method, handle]) => [
        method,
        (call: { request: Record<string, unknown> }, reply: (error: object | null, answer?: object) => void) => {
          made.calls.push({ method, request: call.request });
          try {
            const answer = handle(call.request);
            if (answer) reply(null, answer);
          } catch (error) {
            reply({ code: status.UNAVAILABLE, message: String(error) });
          }
        },
      ]),
    );
    made.#server.addService(definition[scope]![name]!.service, implementation);
    made.port = await new Promise<number>((resolve, reject) =>
      made.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    return made;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
    await Promise.resolve();
  }
}

/** What a few servers share: regions, their leaders, and the data. */
export interface Shape {
  regions: { region: Region; leader: Peer }[];
  /** By store id. */
  stores: Record<string, KvServer>;
  data: Map<string, Buffer>;
}

export function regionOf(id: string, [start, end]: [string, string], stores: readonly string[]): Region {
  return {
    id,
    start_key: Buffer.from(start),
    end_key: Buffer.from(end),
    region_epoch: { conf_ver: "1", version: "1" },
    peers: stores.map((store) => ({ id: `${id}${store}`, store_id: store })),
  };
}

export async function startPd(shape: Shape, leaderUrl?: () => string): Promise<KvServer> {
  const made: KvServer = await KvServer.start("pdpb.PD", {
    GetMembers: () => ({
      header: { cluster_id: clusterId },
      leader: { name: "pd1", client_urls: [leaderUrl?.() ?? `http://${made.address}`] },
    }),
    GetRegion: ({ header, region_key }) => {
      if (header.cluster_id !== clusterId) throw new Error("mismatch cluster id");
      const found = shape.regions.find(
        ({ region }) =>
          region_key.compare(region.start_key) >= 0 &&
          (region.end_key.length === 0 || region_key.compare(region.end_key) < 0),
      );
      return { header: {}, region: found?.region, leader: found?.leader };
    },
    GetStore: ({ store_id }) => ({
      header: {},
      store: { id: store_id, address: `store${store_id}` },
    }),
  });
  return made;
}

/** Answers for the regions that it leads by the shape, unless it is told what to say. */
export async function startStore(
  id: string,
  shape: Shape,
  says: (request: any) => RegionError | "silence" | undefined = () => undefined, // oxlint-disable-line typescript/no-explicit-any -- as above
): Promise<KvServer> {
  const answering =
    (work: Unary): Unary =>
    (request) => {
      const said = says(request);
      if (said === "silence") return undefined;
      if (said) return { region_error: said };
      const at = shape.regions.find(({ region }) => region.id === request.context.region_id);
      if (!at) return { region_error: { message: "no such region", region_not_found: { region_id: "0" } } };
      if (at.leader.store_id !== id) {
        return { region_error: { message: "not leader", not_leader: { region_id: at.region.id, leader: at.leader } } };
      }
      return work(request);
    };
  const made = await KvServer.start("tikvpb.Tikv", {
    RawPut: answering(({ key, value }) => {
      shape.data.set(key.toString(), value);
      return {};
    }),
    RawGet: answering(({ key }) => {
      const value = shape.data.get(key.toString());
      return value === undefined ? { not_found: true } : { value };
    }),
    RawScan: answering(({ start_key, end_key, limit, context }) => {
      const { region } = shape.regions.find((each) => each.region.id === context.region_id)!;
      const within = (key: string) =>
        key >= start_key.toString() &&
        (end_key.length === 0 || key < end_key.toString()) &&
        (region.end_key.length === 0 || key < region.end_key.toString());
      const found = [...shape.data].filter(([key]) => within(key)).toSorted(([a], [b]) => (a < b ? -1 : 1));
      return { kvs: found.slice(0, limit).map(([key, value]) => ({ key: Buffer.from(key), value })) };
    }),
  });
  shape.stores[id] = made;
  return made;
}
