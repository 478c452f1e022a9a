import { describeTikvChaos } from "./conformance.test.fixture.js";

describeTikvChaos("node_pause", { store: { role: "store" }, pd_leader: { role: "pd_leader" } });
