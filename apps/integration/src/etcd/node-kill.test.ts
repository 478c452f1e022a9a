import { describeEtcdChaos } from "./conformance.test.fixture.js";

await describeEtcdChaos("node_kill");
