import { describeChaosType } from "./conformance.test.fixture.js";

describeChaosType("read_only", { alter_system: { through: "alter_system" }, file: { through: "file" } });
