import { describeEtcdChaos, rejoinMs } from "./conformance.test.fixture.js";

await describeEtcdChaos("member_removed", { leader: { role: "leader" } }, { timing: { horizonMs: rejoinMs } });
