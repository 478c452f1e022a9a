import { z } from "zod";

export const options = z.strictObject({
  standbys: z.int().min(1).max(4).default(2).describe("streaming standbys beside the primary"),
  maxConnections: z.int().min(20).max(200).default(30).describe("client connections each node accepts"),
});

export type Options = z.infer<typeof options>;
