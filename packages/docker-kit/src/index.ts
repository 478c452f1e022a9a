export { cleanUpContext } from "./clean-up-context.js";
export type * from "./cluster-spec.js";
export type { ContainerState, ContainerStatus, NodeSight } from "./container-state.js";
export { dockerCommand, findDockerCli } from "./docker-cli.js";
export { DockerCluster } from "./docker-cluster.js";
export { DockerNode } from "./docker-node.js";
export { connectEngine, type Engine } from "./engine.js";
export type { ExecEnd } from "./exec.js";
export { ensureImage, isStandIn } from "./images.js";
export { listClusters } from "./list-clusters.js";
export { labels, labelsOf, type Identity, type Kind } from "./labels.js";
export { adminName, containerName, keptAt, networkName, volumeName } from "./names.js";
export { accepting, allSettled, orAborted, statusOf } from "./outcome.js";
export { preflightDocker, type WantedImage } from "./preflight.js";
export { runOnce } from "./run-once.js";
export type { SidecarSpec } from "./sidecar.js";
export { attachCluster, startCluster } from "./start-cluster.js";
export { startSidecar } from "./start-sidecar.js";
export { belongings, sweepCluster } from "./sweep.js";
export { firstByteOf, type FirstByte, type Request } from "./faults/first-byte.js";
export { healLatency, injectLatency, latencyInForce, latencyRepair, type LatencyPlan } from "./faults/latency.js";
export { networkCommand, networkRepair, type NetworkTool } from "./faults/network-command.js";
export {
  healPartition,
  injectPartition,
  partitionInForce,
  partitionRepair,
  type PartitionPlan,
} from "./faults/partition.js";
export {
  bandwidthInForce,
  bandwidthRepair,
  healBandwidth,
  injectBandwidth,
  type BandwidthPlan,
} from "./faults/bandwidth.js";
export { diskFillInForce, diskFillRepair, emptyDisk, fillDisk, type DiskFillPlan } from "./faults/disk-fill.js";
export { healLoss, injectLoss, lossInForce, lossRepair, type LossPlan } from "./faults/loss.js";
export { HostNetwork, networkNeeds, type NetworkAbilities } from "./faults/preflight-network.js";
export { defaultToolbox } from "./toolbox.js";
