import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Region, ResponseHeader, StoreMeta } from "../rpc/messages.js";
import { PdRefusal, type PdLink } from "./pd-link.js";
import type { Store } from "./store.js";

/** Which store this data folder belongs to, in which cluster. */
export interface Identity {
  clusterId: string;
  storeId: string;
}

/** Where a new cluster's key space is cut. A TiKV would begin with one region and split it as it grows. */
const CUTS = ["", "U", "\u00AA", ""].map((key) => Buffer.from(key, "latin1"));
const PATIENCE = { forMs: 60_000 };

type Answer = { header: ResponseHeader | null };

/** From the data folder, or a new one from PD. Rejects with PdRefusal when the folder belongs to another cluster. */
export async function identify(dataDir: string, pd: PdLink): Promise<Identity> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, "store_ident");
  const kept = await readFile(path, "utf8").catch(() => undefined);
  if (kept !== undefined) {
    const identity = JSON.parse(kept) as Identity;
    pd.clusterId = identity.clusterId;
    return identity;
  }
  await pd.call<Answer>("IsBootstrapped", {}, PATIENCE);
  const storeId = await allocate(pd);
  const identity = { clusterId: pd.clusterId, storeId };
  const file = await open(`${path}.new`, "w");
  await file.writeFile(JSON.stringify(identity));
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
  return identity;
}

/**
 * Tells PD that this store is here. The first store of a cluster begins its regions. Rejects with PdRefusal
 * (`duplicated store address`, a removed store, another cluster).
 */
export async function register(meta: StoreMeta, { pd, store }: { pd: PdLink; store: Store }): Promise<void> {
  const { bootstrapped } = await pd.call<Answer & { bootstrapped: boolean }>("IsBootstrapped", {}, PATIENCE);
  if (!bootstrapped) await bootstrap(meta, { pd, store });
  const { header } = await pd.call<Answer>("PutStore", { store: meta }, PATIENCE);
  if (header?.error) throw new PdRefusal(header.error.message);
}

async function bootstrap(meta: StoreMeta, { pd, store }: { pd: PdLink; store: Store }): Promise<void> {
  const regions: Region[] = [];
  for (const [index, start_key] of CUTS.slice(0, -1).entries()) {
    const [id, peerId] = [await allocate(pd), await allocate(pd)];
    regions.push({
      id,
      start_key,
      end_key: CUTS[index + 1] as Buffer,
      region_epoch: { conf_ver: "1", version: "1" },
      peers: [{ id: peerId, store_id: store.id, role: "Voter" }],
    });
  }
  const { header } = await pd.call<Answer>("Bootstrap", { store: meta, region: regions[0] }, PATIENCE);
  // Somebody else was first: the cluster has its regions.
  if (header?.error?.type === "ALREADY_BOOTSTRAPPED") return;
  if (header?.error) throw new PdRefusal(header.error.message);
  for (const region of regions) await store.begin(region);
}

async function allocate(pd: PdLink): Promise<string> {
  return (await pd.call<Answer & { id: string }>("AllocID", {}, PATIENCE)).id;
}
