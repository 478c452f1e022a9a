export { survivalCurve, type SurvivalCurve } from "./figures/survival-curve.js";
export type { ReportedCampaign, ReportedTrial, ReportInput } from "./report-input.js";
export { mostStories } from "./report-limits.js";
export { reportPage } from "./report-page.js";
export type { ChartOptions } from "./terminal/chart-signs.js";
export { differenceScale, intervalBars, shareScale, type IntervalBar } from "./terminal/interval-bars.js";
export { survivalPlot } from "./terminal/survival-plot.js";
export { chooseTrials } from "./trials/choose-trials.js";
export { tellTrial, type TrialStory } from "./trials/trial-story.js";
