import { standInImage } from "./stand-ins/stand-in-image.mjs";

export default standInImage({
  name: "eval-test/pd",
  summary: "a stand-in for PD: its API and its ways, over Debian's real etcd",
  program: "pd-server",
});
