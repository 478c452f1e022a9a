import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("store_wiped");
