import { describeEtcdChaos } from "./conformance.test.fixture.js";

await describeEtcdChaos("nospace_alarm");
