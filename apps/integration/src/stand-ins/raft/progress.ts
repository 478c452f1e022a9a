/** How many appends may be under way to one follower. */
const MAX_INFLIGHT = 128;

/** What a leader knows of one follower's log. */
export class Progress {
  /** Agrees up to here. */
  match = 0;
  /** Is sent from here. */
  next: number;
  /** `probe`: one append at a time, until one agrees; `replicate`: many; `snapshot`: waits for one to arrive. */
  state: "probe" | "replicate" | "snapshot" = "probe";
  /** Heard from since the last look. */
  active = true;
  /** When it was last heard from, in ticks of the leader. */
  heardAt: number;
  #sent = 0;
  #snapshotIndex = 0;
  #snapshotAt = 0;

  constructor(next: number, now: number) {
    this.next = next;
    this.heardAt = now;
  }

  get paused(): boolean {
    if (this.state === "snapshot") return true;
    return this.#sent >= (this.state === "probe" ? 1 : MAX_INFLIGHT);
  }

  sent(lastIndex: number | undefined): void {
    this.#sent += 1;
    if (this.state === "replicate" && lastIndex !== undefined) this.next = lastIndex + 1;
  }

  sentSnapshot(index: number, now: number): void {
    this.state = "snapshot";
    this.#snapshotIndex = index;
    this.#snapshotAt = now;
  }

  /** It agrees up to `index`. Whether that is news. */
  agreed(index: number): boolean {
    const isNews = index > this.match;
    this.match = Math.max(this.match, index);
    this.next = Math.max(this.next, index + 1);
    this.#sent = this.state === "replicate" ? Math.max(0, this.#sent - 1) : 0;
    if (this.state === "probe" || (this.state === "snapshot" && this.match >= this.#snapshotIndex)) {
      this.state = "replicate";
      this.#sent = 0;
      this.next = this.match + 1;
    }
    return isNews;
  }

  /** It refused what follows `index`. Whether that is news. */
  refused(index: number, hint: number): boolean {
    if (this.state === "snapshot" || index <= this.match) return false;
    if (this.state === "probe" && this.next - 1 !== index) return false;
    this.state = "probe";
    this.#sent = 0;
    this.next = Math.max(this.match + 1, Math.min(index, hint + 1));
    return true;
  }

  /** It is alive: what was sent before and never answered is sent again. */
  heard(now: number): void {
    this.active = true;
    this.heardAt = now;
    if (this.state === "replicate" && this.#sent >= MAX_INFLIGHT) this.#sent = MAX_INFLIGHT - 1;
    if (this.state === "probe") this.#sent = 0;
  }

  /** A snapshot that has been under way for so many ticks is taken for lost. */
  expireSnapshot(now: number, ticks: number): void {
    if (this.state !== "snapshot" || now - this.#snapshotAt < ticks) return;
    this.state = "probe";
    this.#sent = 0;
  }

  /** Appends may have been lost: begins again after what is known to agree. */
  rewind(): void {
    if (this.state !== "replicate") return;
    this.state = "probe";
    this.#sent = 0;
    this.next = this.match + 1;
  }
}
