import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("network_disconnect", { store: { role: "store" }, pd_follower: { role: "pd_follower" } });
