import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("scheduling_halted");
