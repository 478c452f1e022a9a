import { describe, expect, it } from "vitest";
import { clusterSpec } from "./cluster-spec.js";
import { options } from "./options.js";

describe("the containers of a cluster", () => {
  const spec = clusterSpec(options.parse({}));

  it("are three PD and three TiKV servers", () => {
    expect(spec.nodes.map(({ name, image }) => `${name} ${image.replace(/:.*/, "")}`)).toEqual([
      "pd1 pingcap/pd",
      "pd2 pingcap/pd",
      "pd3 pingcap/pd",
      "tikv1 pingcap/tikv",
      "tikv2 pingcap/tikv",
      "tikv3 pingcap/tikv",
    ]);
  });

  it("run PD by its flags, its configuration in a file that can be edited", () => {
    const [pd] = spec.nodes;
    expect({ entrypoint: pd?.entrypoint, command: pd?.command, volumes: pd?.volumes }).toMatchInlineSnapshot(`
      {
        "command": [
          "--name=pd1",
          "--data-dir=/data",
          "--client-urls=http://0.0.0.0:2379",
          "--advertise-client-urls=http://pd1:2379",
          "--peer-urls=http://0.0.0.0:2380",
          "--advertise-peer-urls=http://pd1:2380",
          "--config=/etc/pd/config.toml",
        ],
        "entrypoint": [
          "/pd-server",
        ],
        "volumes": [
          {
            "at": "/data",
            "purpose": "data",
            "sizeMb": 512,
          },
          {
            "at": "/etc/pd",
            "purpose": "config",
            "sizeMb": 1,
          },
        ],
      }
    `);
    expect(pd?.files?.map(({ path }) => path)).toEqual(["/etc/pd/config.toml", "/etc/pd/http.mjs"]);
  });

  it("run TiKV by its flags, with its data on a volume of a size", () => {
    const tikv = spec.nodes.at(-1);
    expect({ entrypoint: tikv?.entrypoint, command: tikv?.command, volumes: tikv?.volumes }).toMatchInlineSnapshot(`
      {
        "command": [
          "--addr=0.0.0.0:20160",
          "--advertise-addr=tikv3:20160",
          "--status-addr=0.0.0.0:20180",
          "--advertise-status-addr=tikv3:20180",
          "--data-dir=/data",
          "--pd-endpoints=pd1:2379,pd2:2379,pd3:2379",
          "--config=/etc/tikv/config.toml",
        ],
        "entrypoint": [
          "/tikv-server",
        ],
        "volumes": [
          {
            "at": "/data",
            "purpose": "data",
            "sizeMb": 1024,
          },
          {
            "at": "/etc/tikv",
            "purpose": "config",
            "sizeMb": 1,
          },
        ],
      }
    `);
  });

  it("publish what clients need, and nothing at a port that is fixed", () => {
    expect(spec.nodes.map(({ ports }) => ports)).toEqual([
      ...Array.from({ length: 3 }, () => [2379]),
      ...Array.from({ length: 3 }, () => [20160, 20180]),
    ]);
  });

  it("take other images, counts and sizes", () => {
    const other = clusterSpec(
      options.parse({ pds: 5, stores: 4, tikvImage: "mine/tikv:1", toolboxImage: "box", storeMb: 64 }),
    );
    expect(other.nodes).toHaveLength(9);
    expect(other.toolboxImage).toBe("box");
    expect(other.nodes.at(-1)).toMatchObject({ image: "mine/tikv:1", volumes: [{ sizeMb: 64 }, { sizeMb: 1 }] });
  });

  it("are the same for another process, from what a handle holds", () => {
    const settled = options.parse({ stores: 4 });
    expect(clusterSpec(options.parse(JSON.parse(JSON.stringify(settled))))).toEqual(clusterSpec(settled));
  });
});
