export { campaignEntity, type CampaignRow } from "./campaign.js";
export { trialEntity, type SqlValue } from "./trial.js";
export { trialEventEntity, type TrialEventRow } from "./trial-event.js";
