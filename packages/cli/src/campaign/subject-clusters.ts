import { ClusterSlot, seededRandom, type EventLog } from "@eval/core";
import type { Session } from "../run/session.js";
import type { ArmSetup } from "./arm-setup.js";

/** The one cluster that a lane has at a time: of the subject whose trials it runs. */
export class SubjectClusters {
  private current: { subject: number; session: Session; slot: ClusterSlot; last: EventLog | undefined } | undefined;

  async of({ planned, session }: ArmSetup): Promise<ClusterSlot> {
    if (this.current?.subject === planned.subject) return this.current.slot;
    await this.destroy();
    const { subject, options, request } = session;
    const slot = new ClusterSlot({ subject, options, timing: request.timing });
    this.current = { subject: planned.subject, session, slot, last: undefined };
    return slot;
  }

  used(log: EventLog): void {
    if (this.current) this.current.last = log;
  }

  async destroy(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    if (!current) return;
    const { slot, session, last } = current;
    const random = seededRandom(session.seed);
    await slot.destroy({ clusterId: slot.clusterId, random, clock: session.clock, log: session.logger }, last);
  }
}
