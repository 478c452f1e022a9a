import { describeEtcdChaos } from "./conformance.test.fixture.js";

await describeEtcdChaos("peer_url_wrong");
