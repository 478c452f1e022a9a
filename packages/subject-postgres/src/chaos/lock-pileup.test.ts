import { describeChaosType } from "./conformance.test.fixture.js";

describeChaosType("lock_pileup");
