import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { readWhole, takeApart } from "./frames.js";

function frame(stream: number, text: string): Buffer {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

describe("what a container says", () => {
  it("is told apart by stream, each in its order", () => {
    const frames = Buffer.concat([frame(1, "a"), frame(2, "wrong"), frame(1, "ü")]);
    expect(takeApart(frames)).toEqual({ stdout: "aü", stderr: "wrong" });
  });

  it("is nothing where nothing was said", () => {
    expect(takeApart(Buffer.alloc(0))).toEqual({ stdout: "", stderr: "" });
  });
});

describe("reading a stream", () => {
  it("rejects with the signal's reason when it aborts, and destroys the stream", async () => {
    const stream = new Readable({ read: () => undefined });
    const controller = new AbortController();
    const reading = readWhole(stream, controller.signal);
    controller.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    expect(stream.destroyed).toBe(true);
  });
});
