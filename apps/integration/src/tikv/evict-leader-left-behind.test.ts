import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("evict_leader_left_behind");
