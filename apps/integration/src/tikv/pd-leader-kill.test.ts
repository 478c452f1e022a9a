import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("pd_leader_kill");
