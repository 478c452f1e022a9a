import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("node_pause", { store: { role: "store" }, pd_leader: { role: "pd_leader" } });
