import { defaultToolbox } from "@eval/docker-kit";
import { z } from "zod";

/** Of the minor version whose surface this speaks. It has not been run yet: see docs/etcd.md. */
const pinnedImage = "quay.io/coreos/etcd:v3.5.21";

export const options = z.strictObject({
  members: z.int().min(3).max(7).default(3).describe("members of the cluster"),
  image: z.string().min(1).default(pinnedImage).describe("image with etcd and etcdctl, version 3.4 or newer"),
  toolboxImage: z
    .string()
    .min(1)
    .default(defaultToolbox)
    .describe("image with sh, coreutils, iproute2, iptables and nodejs, for administration"),
  quotaMb: z.int().min(8).max(256).default(16).describe("MiB of data each member accepts"),
});

export type Options = z.infer<typeof options>;
