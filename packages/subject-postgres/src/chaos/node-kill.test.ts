import { describeChaosType } from "./conformance.test.fixture.js";

describeChaosType("node_kill", { standby: { role: "standby" }, primary: { role: "primary" } });
