import type { ClusterSpec } from "@eval/docker-kit";
import { freshConfig } from "./config-file.js";
import type { Options } from "./options.js";
import { clientPort, configPath, configRoot, dataRoot, nodeNames, subjectName } from "./settings.js";

/** Beside the data: two segments of the write-ahead log are held ready, of 64 MiB each, and as many may be in use. */
const logMb = 288;

/** The containers of one cluster. */
export function specOf(options: Options): ClusterSpec {
  return {
    subject: subjectName,
    toolboxImage: options.toolboxImage,
    nodes: nodeNames(options.members).map((name, index) => ({
      name,
      // A new member first asks all others for the members they know, a second each. One that has opened its port and
      // is asking itself does not answer: all at once, they wait for each other.
      seed: index === 0,
      image: options.image,
      command: ["etcd", "--config-file", configPath],
      ports: [clientPort],
      volumes: [
        { purpose: "data", at: dataRoot, sizeMb: 2 * options.quotaMb + logMb },
        { purpose: "config", at: configRoot, sizeMb: 1 },
      ],
      files: [{ path: configPath, text: freshConfig(name, options) }],
    })),
  };
}
