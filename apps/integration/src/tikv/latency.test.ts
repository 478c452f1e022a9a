import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("latency");
