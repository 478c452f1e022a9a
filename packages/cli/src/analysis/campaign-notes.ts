import { jsonAt } from "./json-at.js";
import type { LoadedCampaign } from "./load-campaign.js";

/** Whether the harness that runs a campaign's unfinished trial is alive; null where that cannot be told. */
export type RunnerAlive = boolean | null;

/** What a reader must know before trusting the figures of a campaign. */
export function campaignNotes(loaded: LoadedCampaign, runnerAlive: RunnerAlive): string[] {
  const { campaign, trials, unfinished, unjudged, withoutHorizon } = loaded;
  const of = `campaign ${campaign.id}`;
  const ended = trials.length - unfinished;
  const progress = `${ended} of ${campaign.trialCount} trials have ended`;
  return [
    ...replayNote(campaign),
    ...(unfinished > 0 ? [`${of} ${runningText(runnerAlive)}: ${progress}`] : []),
    ...(unfinished === 0 && ended < campaign.trialCount
      ? [`${of} did not run to its end, or is between two trials: ${progress}`]
      : []),
    ...(unjudged > 0
      ? [
          `${of} was written by another program: ${unjudged} of its trials have no verdict (invalid/no_verdict), ` +
            "so nobody can be judged by them",
        ]
      : []),
    ...(withoutHorizon > 0 ? [`${of} does not say how long it was watched: 300 s are assumed`] : []),
  ];
}

/** Of a campaign that repeats a trial: it was asked what that one was asked, and stands for no further one. */
function replayNote({ id, config }: LoadedCampaign["campaign"]): string[] {
  const replayOf = jsonAt(config, ["replayOf"]);
  if (replayOf === undefined) return [];
  const [trial, of] = [jsonAt(config, ["replayOf", "trial"]), jsonAt(config, ["replayOf", "campaignId"])];
  return [
    `campaign ${id} is a replay of trial ${JSON.stringify(trial)} of campaign ${JSON.stringify(of)}: ` +
      "counted as its number was given, though it says nothing independent of that trial",
  ];
}

function runningText(alive: RunnerAlive): string {
  if (alive === null) return "has trials that have not ended";
  return alive ? "is still running" : "was left by a run that died (the next run, or `eval sweep`, settles it)";
}
