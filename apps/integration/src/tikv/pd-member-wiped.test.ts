import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("pd_member_wiped");
