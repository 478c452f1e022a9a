import { describeChaosType } from "./conformance.test.fixture.js";

describeChaosType("config_broken", { standby: { role: "standby" }, primary: { role: "primary" } });
