import { describeTikvChaos, refilling } from "./conformance.test.fixture.js";

describeTikvChaos("store_wiped", undefined, refilling);
