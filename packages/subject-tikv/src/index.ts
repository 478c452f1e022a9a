import { defineSubject } from "@eval/core";
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
import { clusterSpec } from "./cluster-spec.js";
import { options } from "./options.js";
import { TikvCluster } from "./tikv-cluster.js";
import { subjectName } from "./topology.js";

export { defaultImages } from "./images.js";
export type { Options } from "./options.js";
export { TikvCluster } from "./tikv-cluster.js";

/** Remembers what this host's kernel can do to a network, which does not change while the process lives. */
const network = new HostNetwork();

const handleShape = z.object({ clusterId: z.string(), socket: z.string().optional(), options });

export default defineSubject({
  name: subjectName,
  summary: "A TiKV cluster, three PD servers and three TiKV servers in Docker",
  options,
  chaos,

  async preflight({ needs, options: wanted }, context) {
    const { pdImage, tikvImage, toolboxImage } = options.parse(wanted);
    const images = [
      { image: pdImage, option: "pdImage" },
      { image: tikvImage, option: "tikvImage" },
    ];
    return await preflightDocker({ needs, images, toolboxImage, network }, context);
  },

  async create(wanted, context) {
    // Whoever calls without the harness may have left the defaults to us.
    const settled = options.parse(wanted);
    return new TikvCluster(await startCluster(clusterSpec(settled), context), settled);
  },

  async attach(handle, context) {
    const known = handleShape.safeParse(handle);
    if (!known.success) return undefined;
    const { clusterId, socket, options: made } = known.data;
    const docker = await attachCluster({ spec: clusterSpec(made), clusterId, socket }, context);
    return docker && new TikvCluster(docker, made);
  },

  async sweep(clusterId, context) {
    await sweepCluster(clusterId, context);
  },

  async listClusters(context) {
    return await listClusters(subjectName, context);
  },
});
