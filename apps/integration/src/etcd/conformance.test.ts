import subject from "@eval/subject-etcd";
import { describeEtcd } from "./conformance.test.fixture.js";

// Each chaos type's own checks stand in a file of their own.
const chaosTypes = Object.keys(subject.chaos);

await describeEtcd({
  filter: (check) => !chaosTypes.some((name) => check.startsWith(`${name}:`) || check.startsWith(`${name} (`)),
});
