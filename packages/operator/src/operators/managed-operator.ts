import { basename, join, resolve } from "node:path";
import {
  asHarnessError,
  describe,
  type Briefing,
  type Context,
  type OperatorStart,
  type RunningOperator,
} from "@eval/core";
import { openOperatorTrace } from "@eval/operator-db";
import { thisHost, type Host } from "../host.js";
import { endAll } from "../process/containment.js";
import { operatorEnvironment } from "../process/environment.js";
import { isolationOn, type Isolation } from "../process/isolation.js";
import { canHideProcesses, inPrivateView } from "../process/private-view.js";
import { startManagedProcess, type ManagedProcess } from "../process/managed-process.js";
import {
  createOperatorFolder,
  folderPrefix,
  reachableByAll,
  type OperatorFolder,
  type Owner,
} from "../process/operator-folder.js";
import { runPrefix } from "../process/run-prefix.js";
import { claimUid, uidClaims } from "../process/uid-claim.js";
import { factsOf, type OperatorFacts } from "./operator-facts.js";
import { variantEnvironment, variantFileName, variantText, type OperatorVariant } from "./operator-variant.js";

/** What all operators that the harness starts have in common. */
export interface ManagedOptions {
  /** Stored as operator_name. */
  name?: string;
  /** Further variables of its environment, beside those every operator gets. */
  env?: { readonly [name: string]: string };
  /** Told in its environment (`VARIANT_NAME`, …) and in the file that `VARIANT_FILE` names. */
  variant?: OperatorVariant;
  /** Where operator.db and operator.log are kept once it has stopped, in a folder of their own for each start. */
  keepIn?: string;
  /**
   * `shared`: as the harness's own user even where a uid of its own is possible.
   * @default "auto"
   */
  isolation?: "auto" | "shared";
  /**
   * Shows it no processes but its own. For when the command line of one of the harness's ancestors
   * tells the fault; needs a uid of its own, and says in the facts whether it could be done.
   * @default false
   */
  hideProcesses?: boolean;
  /** @default this machine and process */
  host?: Host;
}

export interface Launch {
  file: string;
  args: readonly string[];
  /** The program starts as root and becomes the operator's user by itself. */
  dropsPrivileges?: boolean;
}

/** Where an operator lives: made before its launch is decided on, which names these files. */
export interface Quarters {
  host: Host;
  folder: OperatorFolder;
  /** Null: this process's user. */
  owner: Owner | null;
}

export interface ManagedStart {
  options: ManagedOptions;
  start: OperatorStart;
  launchIn: (quarters: Quarters) => Launch | Promise<Launch>;
}

/** A started operator, with what a kind of operator needs to add to it. */
export interface StartedOperator extends Quarters {
  process: ManagedProcess;
  running: RunningOperator;
}

/**
 * Gives an operator its folder and, where possible, its uid, and starts it there. Undoes all of it when
 * anything fails and rejects, with `operator_start_failed` unless the cause has a code of its own.
 *
 * Stopping what runs keeps its files where asked; they can be read until it is disposed of, which stops
 * it if need be and removes the folder.
 */
export async function startManaged(
  { options, start, launchIn }: ManagedStart,
  context: Context,
): Promise<StartedOperator> {
  const host = options.host ?? thisHost();
  const isolation = decide(options, host);
  const undo: (() => Promise<unknown>)[] = [];
  const undoAll = async () => {
    const results = [];
    for (const step of undo.splice(0).reverse()) results.push(...(await Promise.allSettled([step()])));
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  };
  try {
    const owner = isolation.isolated ? await claimOwner(start, host, undo) : null;
    const prefix = runPrefix(context.clusterId);
    const folder = await createOperatorFolder(join(await parentFolder(host, owner), folderPrefix(prefix)), owner);
    undo.push(() => folder.remove());
    await folder.write("briefing.json", briefingText(start.briefing));
    if (options.variant) await folder.write(variantFileName, variantText(options.variant));
    const quarters = { host, folder, owner };
    const launch = await launchIn(quarters);
    const hidden = options.hideProcesses === true && owner !== null && (await canHideProcesses(host));
    const user = owner && !launch.dropsPrivileges ? owner : null;
    const process = await startManagedProcess({
      ...(hidden ? inPrivateView(launch, user) : launch),
      env: operatorEnvironment({ host, folder, extra: { ...toldVariant(options, folder), ...options.env } }),
      cwd: folder.path,
      log: folder.log,
      ...(user && !hidden ? { as: user } : {}),
      ownUid: owner?.uid ?? null,
      runPrefix: prefix,
    });
    undo.push(() => endAll(process.containment, endWithinMs));
    const trace = await openOperatorTrace(folder.operatorDb);
    undo.push(() => Promise.resolve(trace[Symbol.asyncDispose]()));
    const kept = options.keepIn === undefined ? null : join(resolve(options.keepIn), basename(folder.path));
    const running: RunningOperator = {
      trace,
      facts: factsOf({
        launch,
        process,
        owner,
        host,
        isolation,
        hidden,
        folder: folder.path,
        kept,
      }) satisfies OperatorFacts,
      ended: process.ended,
      async stop(how, stopContext) {
        const stopped = await process.stop(how, stopContext);
        // The operator is gone, which is what counts here, whether or not its files could be kept.
        if (kept !== null) await folder.keep(kept).catch((error: unknown) => warnNotKept(stopContext, kept, error));
        return stopped;
      },
      [Symbol.asyncDispose]: undoAll,
    };
    return { ...quarters, process, running };
  } catch (error) {
    await undoAll().catch(() => undefined);
    throw asHarnessError(error, "operator_start_failed", "arm");
  }
}

/** For ending what an abandoned start or a disposal without a stop leaves. */
const endWithinMs = 3_000;

function toldVariant({ variant }: ManagedOptions, folder: OperatorFolder): Record<string, string> {
  return variant ? variantEnvironment(variant, join(folder.path, variantFileName)) : {};
}

export function briefingText(briefing: Briefing): string {
  return `${JSON.stringify(briefing, null, 2)}\n`;
}

function warnNotKept(context: Context, kept: string, error: unknown): void {
  context.log.warn("the operator's files could not be kept", { kept, message: describe(error) });
}

function decide(options: ManagedOptions, host: Host): Isolation {
  if (options.isolation === "shared") return { isolated: false, reason: "a uid of its own was not wanted" };
  return isolationOn(host);
}

async function claimOwner(start: OperatorStart, host: Host, undo: (() => Promise<unknown>)[]): Promise<Owner> {
  const claim = await claimUid(uidClaims, host.pid);
  undo.push(() => claim.release());
  return { uid: claim.uid, gid: start.adminGid ?? claim.uid };
}

/** Another user must be able to enter it: root's own TMPDIR may be closed to everybody else. */
async function parentFolder(host: Host, owner: Owner | null): Promise<string> {
  return owner === null ? host.temporaryFolder : reachableByAll(possibleParents(host));
}

/** Where operators' folders can lie. */
export function possibleParents(host: Pick<Host, "temporaryFolder">): string[] {
  return [...new Set([host.temporaryFolder, "/tmp", "/var/tmp"])];
}
