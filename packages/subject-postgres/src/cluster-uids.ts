import { clusterAccount, setupAccount } from "./account.js";
import { thisHost } from "./host.js";

/** Whom processes of a cluster of ours can belong to. */
export function clusterUids(): number[] {
  const host = thisHost();
  const account = clusterAccount(host);
  const setup = setupAccount(host);
  return [host.uid, ...(account ? [account.uid] : []), ...(account && setup ? [setup.uid] : [])];
}
