import { describeEtcdChaos } from "./conformance.test.fixture.js";

await describeEtcdChaos("latency");
