import { describeChaosType } from "./conformance.test.fixture.js";

describeChaosType("archive_failing");
