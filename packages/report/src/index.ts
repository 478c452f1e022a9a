export type { ReportedCampaign, ReportedTrial, ReportInput } from "./report-input.js";
export { mostStories } from "./report-limits.js";
export { reportPage } from "./report-page.js";
export { chooseTrials } from "./trials/choose-trials.js";
export { tellTrial, type TrialStory } from "./trials/trial-story.js";
