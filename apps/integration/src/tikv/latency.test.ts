import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("latency");
