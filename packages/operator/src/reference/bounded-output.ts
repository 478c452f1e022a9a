/** Collects output up to a number of bytes: its first half and its last half, and says how much is missing. */
export class BoundedOutput {
  private readonly half: number;
  private head = Buffer.alloc(0);
  private tail = Buffer.alloc(0);
  private total = 0;

  constructor(maxBytes: number) {
    this.half = Math.floor(maxBytes / 2);
  }

  add(chunk: Buffer): void {
    this.total += chunk.length;
    const room = this.half - this.head.length;
    if (room > 0) this.head = Buffer.concat([this.head, chunk.subarray(0, room)]);
    const rest = chunk.subarray(Math.max(0, room));
    if (rest.length === 0) return;
    const joined = Buffer.concat([this.tail, rest.subarray(-this.half)]);
    this.tail = Buffer.from(joined.subarray(Math.max(0, joined.length - this.half)));
  }

  text(): string {
    const missing = this.total - this.head.length - this.tail.length;
    if (missing === 0) return Buffer.concat([this.head, this.tail]).toString("utf8");
    return `${this.head.toString("utf8")}\n[… ${missing} bytes left out …]\n${this.tail.toString("utf8")}`;
  }
}

/** The same of a text that is there already. */
export function boundText(text: string, maxBytes = 65_536): string {
  const output = new BoundedOutput(maxBytes);
  output.add(Buffer.from(text));
  return output.text();
}
