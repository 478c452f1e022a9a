import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("disk_pressure");
