import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("disk_pressure");
