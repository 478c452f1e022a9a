/**
 * What was changed in how a trial is judged by its events, in sentences, the first being the beginning. Whoever
 * changes the fold so that equal events may give another verdict, adds a sentence here: `eval rescore` names those
 * that are newer than the rule a trial was judged by.
 */
export const rules: readonly string[] = [
  "Recovery is the start of the last unbroken healthy run that lasted the hold window; lost writes and claims decide the rest.",
];

/** Of the rule by which this version judges. Stored with each trial, in its versions. */
export const ruleRevision = rules.length;
