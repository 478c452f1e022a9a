import { describeTikvChaos, refilling } from "./conformance.test.fixture.js";

describeTikvChaos("scheduling_halted", undefined, refilling);
