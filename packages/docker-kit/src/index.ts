/** What the labels of everything this package makes begin with. */
export const labelPrefix = "eval.";
