import { describeChaosType } from "./conformance.test.fixture.js";

describeChaosType("auth_rejected", { clients: { who: "clients" }, replication: { who: "replication" } });
