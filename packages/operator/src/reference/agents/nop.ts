import type { Agent } from "../agent.js";

/** Watches and does nothing: what the monitor alone is worth. */
export function nopAgent(): Agent {
  return {
    isReady: () => Promise.resolve(false),
    work: () => Promise.reject(new Error("takes no ticket")),
  };
}
