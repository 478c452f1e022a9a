import { defineSubject, type Json } from "@eval/core";
import {
  attachCluster,
  HostNetwork,
  listClusters,
  preflightDocker,
  startCluster,
  sweepCluster,
} from "@eval/docker-kit";
import { z } from "zod";
import { chaos } from "./chaos/index.js";
import { EtcdCluster } from "./etcd-cluster.js";
import { specOf } from "./etcd-spec.js";
import { options } from "./options.js";
import { subjectName } from "./settings.js";

export type { Options } from "./options.js";
export { EtcdCluster } from "./etcd-cluster.js";

/** Remembers what this host's kernel can do to a network, which does not change while the process lives. */
const network = new HostNetwork();

const handleShape = z.object({ clusterId: z.string(), socket: z.string().optional(), options });

export default defineSubject({
  name: subjectName,
  summary: "An etcd cluster of three or more members, each in a Docker container",
  options,
  chaos,

  async preflight({ needs, options: wanted }, context) {
    const { image, toolboxImage } = options.parse(wanted);
    const images = [{ image, option: "image" }];
    return await preflightDocker({ needs, images, toolboxImage, network }, context);
  },

  async create(wanted, context) {
    // Whoever calls without the harness may have left the defaults to us.
    const complete = options.parse(wanted);
    return new EtcdCluster(await startCluster(specOf(complete), context), complete);
  },

  async attach(handle: Json, context) {
    const known = handleShape.safeParse(handle);
    if (!known.success) return undefined;
    const { clusterId, socket, options: made } = known.data;
    const docker = await attachCluster({ spec: specOf(made), clusterId, socket }, context);
    return docker && new EtcdCluster(docker, made);
  },

  async sweep(clusterId, context) {
    await sweepCluster(clusterId, context);
  },

  async listClusters(context) {
    return await listClusters(subjectName, context);
  },
});
