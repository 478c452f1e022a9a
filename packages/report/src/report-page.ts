import { findingsOf, type Findings } from "./findings.js";
import { count, number } from "./figures/figures.js";
import { html, Markup } from "./markup/html.js";
import type { ReportInput } from "./report-input.js";
import { answerSection } from "./sections/answer-section.js";
import { armsSection } from "./sections/arms-section.js";
import { comparisonsSection } from "./sections/comparisons-section.js";
import { conditionsSection } from "./sections/conditions-section.js";
import { coverageSection } from "./sections/coverage-section.js";
import { curvesSection } from "./sections/curves-section.js";
import { impactSection } from "./sections/impact-section.js";
import { methodsSection } from "./sections/methods-section.js";
import { ratesSection } from "./sections/rates-section.js";
import { trialsSection } from "./sections/trials-section.js";
import { style } from "./style.js";

/**
 * The whole report as one page of HTML that needs nothing else: no script, font, image or network. It is well-formed
 * XML as well. Whatever agents, clusters and plugins wrote is escaped. Pure: the same input gives the same page.
 */
export function reportPage(input: ReportInput): string {
  const findings = findingsOf(input);
  const sections = [
    ["answer", "The answer", answerSection(findings, input)],
    ["rates", "Success", ratesSection(findings)],
    ["recover", "Recovery", curvesSection(findings, "recover")],
    ["detect", "Detection", curvesSection(findings, "detect")],
    ["comparisons", "Comparisons", comparisonsSection(findings)],
    ["impact", "What clients felt", impactSection(findings, input)],
    ["coverage", "Coverage", coverageSection(findings)],
    ["figures", "Figures", armsSection(findings)],
    ["trials", "Trials", trialsSection(input.trials, findings)],
    ["conditions", "Conditions", conditionsSection(input)],
    ["methods", "Methods", methodsSection(input)],
  ] as const;
  const shown = sections.filter(([, , section]) => section !== null);
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
      <title>${input.title}</title>
      <style>
        ${new Markup(style)}
      </style>
    </head>
    <body>
      <header>
        <h1>${input.title}</h1>
        <p class="subtitle">${subtitle(findings, input)}</p>
        ${standInNotice(findings)}
      </header>
      <nav aria-label="Sections">${shown.map(([id, title]) => html`<a href="#${id}">${title}</a> `)}</nav>
      <main>${shown.map(([, , section]) => section)}</main>
    </body>
  </html>`;
  return `<!DOCTYPE html>\n${page.toString()}\n`;
}

function subtitle({ chaosTypes, arms, horizonsMs }: Findings, { campaigns, trials }: ReportInput): string {
  const subjects = [...new Set(campaigns.map(({ subject }) => subject))];
  return [
    `${count(trials.length, "trial")} in ${count(campaigns.length, "campaign")} on ${subjects.join(", ") || "no subject"}`,
    `chaos: ${chaosTypes.join(", ") || "none"}`,
    `who repaired: ${arms.map(({ arm }) => (arm.baseline ? "nobody (baseline)" : arm.name)).join(", ") || "nobody"}`,
    ...(horizonsMs.length > 0 ? [`followed for ${horizonsMs.map((ms) => `${number(ms / 1_000)} s`).join(", ")}`] : []),
  ].join(" · ");
}

/** Before anything else, as every figure depends on it. */
function standInNotice({ analysis }: Findings): Markup | null {
  const [onStandIn, all] = analysis.arms.reduce(
    ([some, of], { standIns }) => [some + standIns.trials, of + standIns.of],
    [0, 0],
  );
  if (onStandIn === 0) return null;
  const which = onStandIn === all ? "All trials" : `${number(onStandIn)} of ${number(all)} trials`;
  return html`<p class="warning">
    <strong>Stand-in.</strong> ${which} ran on a stand-in for the real software, about which they prove nothing.
  </p>`;
}
