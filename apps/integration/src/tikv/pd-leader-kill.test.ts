import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("pd_leader_kill");
