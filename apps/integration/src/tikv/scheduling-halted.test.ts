import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("scheduling_halted");
