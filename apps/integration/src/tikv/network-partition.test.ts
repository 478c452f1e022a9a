import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("network_partition", { store: { role: "store" }, pd_follower: { role: "pd_follower" } });
