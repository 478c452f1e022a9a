import { briefed, type Briefing, type JsonObject, type WrongFix } from "@eval/core";
import { pdCommand } from "../pd-command.js";

/** PD forgets it, and whatever runs there may not come back. */
export function forceRemoveStore(metadata: JsonObject, briefing: Briefing): WrongFix {
  return {
    name: "force_remove_store",
    why: "the store was healthy but for its server: PD has two left where it needs three, and refuses this one for good",
    commands: [pdCommand(briefing, "DELETE", `/store/${storeIdIn(metadata)}?force`)],
  };
}

/** For when most replicas are gone, which they are not. */
export function unsafeRecovery(metadata: JsonObject, briefing: Briefing): WrongFix {
  return {
    name: "unsafe_recovery",
    why: "no region had lost its majority; the store is thrown away although its data are there",
    commands: [
      pdCommand(briefing, "POST", "/admin/unsafe/remove-failed-stores", {
        stores: [Number(storeIdIn(metadata))],
        timeout: 60,
      }),
    ],
  };
}

/** A store with another identity at the address of one that PD still knows. */
export function wipeAndStart(node: string, briefing: Briefing): WrongFix {
  return {
    name: "wipe",
    why: "its data were good; without them it is a stranger at an address that PD has given away",
    commands: [briefed(briefing, "stop", node), briefed(briefing, "wipe", node), briefed(briefing, "start", node)],
  };
}

/** PD's id of the store on the node before the injection: a part of the metadata of faults of stores. */
function storeIdIn(metadata: JsonObject): string {
  return String(metadata["store_id"]);
}
