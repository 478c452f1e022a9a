import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("pd_member_wiped");
