import { describeTikvChaos, refilling } from "./conformance.test.fixture.js";

describeTikvChaos("pd_member_wiped", undefined, refilling);
