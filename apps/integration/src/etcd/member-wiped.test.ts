import { describeEtcdChaos, rejoinMs } from "./conformance.test.fixture.js";

await describeEtcdChaos("member_wiped", { default: {} }, { timing: { horizonMs: rejoinMs } });
