export {
  conformanceChecks,
  prepareConformance,
  type CheckContext,
  type ConformanceCheck,
} from "./conformance-checks.js";
export { conformanceTiming, type CheckNews, type ConformanceOptions } from "./conformance-options.js";
export { describeConformance, type TestFramework } from "./describe-conformance.js";
export { executeInShell, type CommandEnd, type Execute, type ExecuteCall } from "./execute-in-shell.js";
export { expectedOutcomes, type Arm, type FaultNature } from "./expected-outcomes.js";
export { scriptedOperator, type ScriptedOperator, type ScriptedOperatorOptions } from "./scripted-operator.js";
export { type CommandRun, type Script } from "./scripted-work.js";
