import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("network_partition", { store: { role: "store" }, pd_follower: { role: "pd_follower" } });
