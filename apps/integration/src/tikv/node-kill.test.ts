import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("node_kill", { store: { role: "store" }, pd_follower: { role: "pd_follower" } });
