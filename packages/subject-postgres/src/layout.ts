import { join } from "node:path";

/** Where everything of one cluster lies. Operators see these paths, so none of them says more than a server's would. */
export interface Layout {
  readonly folder: string;
  /** The creation record. Beyond the reach of the cluster's own account, so it says what ought to be. */
  readonly record: string;
  /** Unix sockets of the nodes and of the supervisor. Also the last argument of every helper process. */
  readonly run: string;
  readonly supervisorSocket: string;
  /** What the supervisor remembers across its own restarts. */
  readonly state: string;
  /** The base backup taken at creation, from which a reset starts. */
  readonly backup: string;
  readonly backupData: string;
  /** Beside the folder: where the base backup is made, by whoever may. */
  readonly setup: string;
  readonly archive: string;
  readonly logs: string;
  readonly dataRoot: string;
  readonly configRoot: string;
  readonly bin: string;
  /** The administration command of this cluster. */
  readonly admin: string;
  data(node: string): string;
  log(node: string): string;
  /** Folder with the node's postgresql.conf and pg_hba.conf, which operators may edit. */
  config(node: string): string;
  /** Files that differ from node to node in a fresh data folder. */
  overlay(node: string): string;
}

export const adminCommandName = "eval-postgres";

export function layoutOf(folder: string): Layout {
  return {
    folder,
    record: join(folder, "cluster.json"),
    run: join(folder, "run"),
    supervisorSocket: join(folder, "run", "supervisor.sock"),
    state: join(folder, "state"),
    backup: join(folder, "backup"),
    backupData: join(folder, "backup", "data"),
    setup: `${folder}.setup`,
    archive: join(folder, "archive"),
    logs: join(folder, "log"),
    dataRoot: join(folder, "data"),
    configRoot: join(folder, "conf"),
    bin: join(folder, "bin"),
    admin: join(folder, "bin", adminCommandName),
    data: (node) => join(folder, "data", node),
    log: (node) => join(folder, "log", `${node}.log`),
    config: (node) => join(folder, "conf", node),
    overlay: (node) => join(folder, "backup", node),
  };
}
