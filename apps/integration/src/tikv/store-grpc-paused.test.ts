import { describeTikvChaos } from "./describe-tikv.js";

describeTikvChaos("store_grpc_paused");
