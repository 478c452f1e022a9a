/** @type {import("../../../scripts/images/definition.mjs").ImageDefinition} */
export default {
  name: "eval-test/toolbox",
  summary: "what stands beside a cluster's nodes: a shell, iproute2, iptables and Node",
  packages: ["iproute2", "iptables", "nodejs", "procps"],
  command: ["sleep", "infinity"],
};
