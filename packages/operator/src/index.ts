export { thisHost, type Host } from "./host.js";
export { commandOperator, type CommandOperatorOptions } from "./operators/command-operator.js";
export { externalOperator, type ExternalOperatorOptions } from "./operators/external-operator.js";
export type { ManagedOptions } from "./operators/managed-operator.js";
export type { OperatorFacts } from "./operators/operator-facts.js";
export type { OperatorVariant } from "./operators/operator-variant.js";
export {
  agentCommandOperator,
  referenceOperator,
  type ReferenceOperatorOptions,
} from "./operators/reference-operator.js";
export { sweepOperator, sweepOperators } from "./operators/sweep-operator.js";
export { isolationOn, type Isolation } from "./process/isolation.js";
export type { AgentName } from "./reference/options.js";
