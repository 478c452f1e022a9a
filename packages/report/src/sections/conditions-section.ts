import type { Json, JsonObject } from "@eval/core";
import { number } from "../figures/figures.js";
import { html, type Markup } from "../markup/html.js";
import type { ReportedCampaign, ReportInput } from "../report-input.js";

/** So many campaigns are listed. */
const mostCampaigns = 200;

/** Under which conditions the figures came about: seeds, times, hosts, versions. */
export function conditionsSection({ campaigns, stories, trials }: ReportInput): Markup {
  const began = new Map<number, number>();
  for (const { campaignId } of trials) began.set(campaignId, (began.get(campaignId) ?? 0) + 1);
  return html`<section id="conditions">
    <h2>Conditions</h2>
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Campaign</th>
            <th scope="col">Name</th>
            <th scope="col">Subject</th>
            <th scope="col">Chaos</th>
            <th scope="col">Arm</th>
            <th scope="col">Trials</th>
            <th scope="col">Seed</th>
            <th scope="col">Times</th>
            <th scope="col">Begun</th>
          </tr>
        </thead>
        <tbody>
          ${campaigns.slice(0, mostCampaigns).map(
            (campaign) =>
              html`<tr>
                <th scope="row">${campaign.id}</th>
                <td>${campaign.name}</td>
                <td>${campaign.subject}</td>
                <td>${campaign.chaosType}${paramsOf(campaign)}</td>
                <td>${armText(campaign)}</td>
                <td>${began.get(campaign.id) ?? 0} of ${campaign.trialCount}</td>
                <td><code>${campaign.seed}</code></td>
                <td>${timesOf(campaign)}</td>
                <td>${campaign.createdAt.slice(0, 19).replace("T", " ")} UTC</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${campaigns.length > mostCampaigns ? html`<p class="note">Shown are ${mostCampaigns} of ${number(campaigns.length)} campaigns.</p>` : null}
    <dl class="facts">
      ${facts("Host", different(campaigns.map(({ host }) => host)))}${facts("Versions", different(stories.map(({ versions }) => versions)))}
    </dl>
  </section>`;
}

function armText({ config, baseline, variant }: ReportedCampaign): string {
  const arm = config?.["arm"];
  if (typeof arm === "string") return arm;
  return baseline ? "baseline" : (variant ?? "operator");
}

function paramsOf({ config }: ReportedCampaign): string | null {
  const params = config?.["params"];
  return isObject(params) && Object.keys(params).length > 0 ? ` ${objectWords(params)}` : null;
}

function timesOf({ config }: ReportedCampaign): string | null {
  const timing = config?.["timing"];
  if (!isObject(timing)) return null;
  const time = (name: string, words: string) => {
    const ms = timing[name];
    return typeof ms === "number" ? [`${words} ${number(ms / 1_000, ms % 1_000 === 0 ? 0 : 2)} s`] : [];
  };
  return [
    ...time("horizonMs", "horizon"),
    ...time("holdMs", "hold"),
    ...time("observeMs", "look every"),
    ...time("probeMs", "probe every"),
  ].join(", ");
}

/** Each different object once, in words. */
function different(objects: readonly (JsonObject | null)[]): string[] {
  return [...new Set(objects.flatMap((object) => (object === null ? [] : [objectWords(object)])))];
}

function facts(title: string, values: readonly string[]): Markup {
  return html`<dt>${title}</dt>
    ${values.length === 0 ? html`<dd>not recorded</dd>` : values.slice(0, 20).map((value) => html`<dd>${value}</dd>`)}`;
}

function objectWords(object: JsonObject): string {
  return Object.entries(object)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
