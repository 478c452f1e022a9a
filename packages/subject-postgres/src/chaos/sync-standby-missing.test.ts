import { describeChaosType } from "./conformance.test.fixture.js";

describeChaosType("sync_standby_missing");
