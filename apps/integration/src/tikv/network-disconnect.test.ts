import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("network_disconnect", { store: { role: "store" }, pd_follower: { role: "pd_follower" } });
