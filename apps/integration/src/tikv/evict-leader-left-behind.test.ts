import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("evict_leader_left_behind");
