import subject from "@eval/subject-tikv";
import { describeTikv } from "./conformance.test.fixture.js";

// Each chaos type's own checks stand beside this file.
const chaosTypes = Object.keys(subject.chaos);

describeTikv("a cluster", {
  filter: (check) => !chaosTypes.some((name) => check.startsWith(`${name}:`) || check.startsWith(`${name} (`)),
});
