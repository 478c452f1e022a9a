import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("node_kill", { store: { role: "store" }, pd_follower: { role: "pd_follower" } });
