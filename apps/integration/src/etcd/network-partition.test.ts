import { describeEtcdChaos } from "./conformance.test.fixture.js";

await describeEtcdChaos("network_partition", { leader: { role: "leader" } });
