/** @type {import("../../../scripts/images/definition.mjs").ImageDefinition} */
export default {
  name: "eval-test/etcd",
  summary: "Debian's etcd: a real one, in an image without a shell, as the project's own image is",
  packages: ["etcd-server", "etcd-client"],
  only: ["/usr/bin/etcd", "/usr/bin/etcdctl"],
  links: { "/usr/local/bin/etcd": "/usr/bin/etcd", "/usr/local/bin/etcdctl": "/usr/bin/etcdctl" },
  command: ["/usr/local/bin/etcd"],
};
