export { FakeCluster, FakeSubject } from "./fake-subject.js";
export { MemoryRecorder } from "./memory-recorder.js";
export { memoryOperator, type OperatorHands } from "./memory-operator.js";
export { MemoryTrace } from "./memory-trace.js";
export * from "./conformance/index.js";
