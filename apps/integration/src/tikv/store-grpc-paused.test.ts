import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("store_grpc_paused");
