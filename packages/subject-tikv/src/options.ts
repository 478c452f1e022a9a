import { z } from "zod";
import { defaultImages } from "./images.js";

export const options = z.strictObject({
  // One more than a majority can do without: else no fault of a single server leaves a leader.
  pds: z.literal([3, 5]).default(3).describe("PD servers: 3 or 5"),
  stores: z.int().min(3).max(6).default(3).describe("TiKV servers; each region has three replicas"),
  pdImage: z.string().min(1).default(defaultImages.pd).describe("image of the PD servers"),
  tikvImage: z.string().min(1).default(defaultImages.tikv).describe("image of the TiKV servers"),
  toolboxImage: z.string().min(1).default(defaultImages.toolbox).describe("image with iproute2, iptables and Node.js"),
  memoryMb: z.int().min(128).max(65_536).default(1024).describe("memory limit of each server, in MiB"),
  storeMb: z.int().min(48).max(65_536).default(1024).describe("size of each TiKV server's data volume, in MiB"),
});

export type Options = z.infer<typeof options>;
