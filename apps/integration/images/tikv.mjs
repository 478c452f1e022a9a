import { standInImage } from "./stand-ins/stand-in-image.mjs";

export default standInImage({
  name: "eval-test/tikv",
  summary: "a stand-in for TiKV: its API, and real replication of what it stores",
  program: "tikv-server",
});
