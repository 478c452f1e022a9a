export { campaignEntity, type CampaignRow } from "./campaign.js";
export { trialEntity, type SqlValue } from "./trial.js";
export { trialVerdictEntity, type TrialVerdictRow } from "./trial-verdict.js";
export { trialEventEntity, type TrialEventRow } from "./trial-event.js";
