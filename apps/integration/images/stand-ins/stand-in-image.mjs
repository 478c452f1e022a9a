const home = "/opt/eval";

/**
 * The image of a stand-in: its program at the place where the real image has it, on Debian's Node and etcd.
 *
 * @param {{ name: string, summary: string, program: "pd-server" | "tikv-server" }} standIn
 * @returns {import("../../../../scripts/images/definition.mjs").ImageDefinition}
 */
export function standInImage({ name, summary, program }) {
  return {
    name,
    summary,
    // The same for all of them, so that they share one file system. The real images have a shell and curl, too.
    packages: ["nodejs", "etcd-server", "curl"],
    copy: [
      { from: `apps/integration/images/stand-ins/${program}`, to: `/${program}` },
      { from: "apps/integration/package.json", to: `${home}/apps/integration/package.json` },
      { from: "apps/integration/dist/stand-ins", to: `${home}/apps/integration/dist/stand-ins` },
      { from: "packages/subject-tikv/proto", to: `${home}/packages/subject-tikv/proto` },
    ],
    nodeModules: {
      names: ["@grpc/grpc-js", "@grpc/proto-loader"],
      of: "apps/integration",
      to: `${home}/node_modules`,
    },
    entrypoint: [`/${program}`],
    labels: { "eval.stand-in": "true" },
  };
}
