import type { CurveTest, Method } from "@eval/analysis";

/** For people. */
export const methodNames: Readonly<Record<Method | CurveTest["method"], string>> = {
  mcnemar_mid_p: "McNemar, mid-p; Newcombe’s paired interval",
  miettinen_nurminen: "Miettinen and Nurminen",
  paired_sign_flip: "sign-flip; bootstrap interval",
  restricted_mean_permutation: "restricted mean; permutation",
  restricted_mean_normal: "restricted mean; normal",
  log_rank_by_pair: "log-rank, by pair",
  log_rank_by_type: "log-rank, by chaos type",
  log_rank_by_permutation: "log-rank, by permutation",
};
