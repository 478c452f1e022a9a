import type { EvalSubject } from "../../subject.js";
import type { ConformanceSettings } from "./conformance-options.js";
import { SharedCluster } from "./shared-cluster.js";

interface Claim {
  /** Absent: any will do. */
  on?: SharedCluster;
  grant: (shared: SharedCluster) => void;
}

/**
 * The clusters of one suite, each with one user at a time. Most checks use the first.
 * Trials that wait side by side use whichever is free; further ones are made for them, up to the limit.
 */
export class ClusterPool {
  readonly first: SharedCluster;
  private readonly all: SharedCluster[];
  private readonly inUse = new Set<SharedCluster>();
  private claims: Claim[] = [];

  constructor(
    private readonly subject: EvalSubject,
    private readonly settings: ConformanceSettings,
  ) {
    this.first = new SharedCluster(subject, settings);
    this.all = [this.first];
  }

  get failedResets(): SharedCluster["failedResets"] {
    return this.all.flatMap(({ failedResets }) => failedResets);
  }

  get clusterIds(): string[] {
    return this.all.flatMap(({ clusterIds }) => [...clusterIds]);
  }

  /** Does the work on the first cluster, once those who asked before are done with it. */
  withFirst<T>(work: (shared: SharedCluster) => Promise<T>): Promise<T> {
    return this.using(work, this.first);
  }

  /** Does the work on whichever cluster is free first. */
  withAny<T>(work: (shared: SharedCluster) => Promise<T>): Promise<T> {
    return this.using(work);
  }

  /** Does the work on every cluster there is, side by side. Rejects once all have ended, with the first's reason. */
  async withEach(work: (shared: SharedCluster) => Promise<unknown>): Promise<void> {
    const ends = await Promise.allSettled(this.all.map((shared) => this.using(work, shared)));
    const failed = ends.find((end) => end.status === "rejected");
    if (failed) throw failed.reason;
  }

  /** Removes them. */
  close(): Promise<void> {
    return this.withEach((shared) => shared.close());
  }

  private async using<T>(work: (shared: SharedCluster) => Promise<T>, on?: SharedCluster): Promise<T> {
    const shared = await new Promise<SharedCluster>((grant) => {
      this.claims.push({ grant, ...(on ? { on } : {}) });
      this.serve();
    });
    try {
      return await work(shared);
    } finally {
      this.inUse.delete(shared);
      this.serve();
    }
  }

  /** In the order in which they asked. */
  private serve(): void {
    this.claims = this.claims.filter(({ on, grant }) => {
      const shared = on ? this.free(on) : this.anyFree();
      if (!shared) return true;
      this.inUse.add(shared);
      grant(shared);
      return false;
    });
  }

  private free(shared: SharedCluster): SharedCluster | undefined {
    return this.inUse.has(shared) ? undefined : shared;
  }

  private anyFree(): SharedCluster | undefined {
    const found = this.all.find((shared) => !this.inUse.has(shared));
    if (found || this.all.length >= this.settings.clusters) return found;
    const made = new SharedCluster(this.subject, this.settings);
    this.all.push(made);
    return made;
  }
}
