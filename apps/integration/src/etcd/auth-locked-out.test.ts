import { describeEtcdChaos } from "./conformance.test.fixture.js";

await describeEtcdChaos("auth_locked_out");
