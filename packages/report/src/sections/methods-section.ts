import { html, type Markup } from "../markup/html.js";
import { percent } from "../figures/figures.js";
import type { ReportInput } from "../report-input.js";

const methods: readonly (readonly [what: string, how: string])[] = [
  [
    "What counts as success",
    "The cluster was healthy without a break for the hold window, beginning within the horizon, and every acknowledged write could be read back; whoever or whatever healed it. The rule is the same in every arm.",
  ],
  [
    "Success rates",
    "Score interval of a proportion: Wilson, JASA 22 (1927) 209. “Looked at any time” is a confidence sequence by a mixture over Beta(1, 1), which holds however often one looks: Robbins, Ann. Math. Stat. 41 (1970) 1397. “For faults in general” is Student’s interval over chaos types as clusters.",
  ],
  [
    "Curves",
    "Kaplan and Meier, JASA 53 (1958) 457; standard errors of Greenwood (1926); bands on the log(−log) scale: Kalbfleisch and Prentice (1980), section 1.3. Bands hold at each point, not for the whole curve at once; where nobody is left there is none.",
  ],
  [
    "Medians",
    "The time at which a curve reaches one half, with the interval of Brookmeyer and Crowley, Biometrics 38 (1982) 29. Not reached where fewer than half had the event within the horizon.",
  ],
  [
    "Means up to the horizon",
    "Restricted mean time: Royston and Parmar, BMC MRM 13 (2013) 152. A trial without the event counts with the whole horizon.",
  ],
  [
    "Paired comparisons",
    "Trials of equal chaos type, seed and plan. McNemar’s mid-p: Fagerland, Lydersen and Laake, BMC MRM 13 (2013) 91; interval of Newcombe, Statist. Med. 17 (1998) 2635, method 10. Times by sign-flip test and bootstrap.",
  ],
  [
    "Unpaired comparisons",
    "Miettinen and Nurminen, Statist. Med. 4 (1985) 213, stratified by chaos type; times by the difference of restricted means, with permutations where an arm is small; whole curves by the log-rank test.",
  ],
  ["Several questions", "Holm, Scand. J. Statist. 6 (1979) 65, over the overall answers of this report."],
  ["Rates per hour", "Garwood, Biometrika 28 (1936) 437."],
  [
    "pass@k and pass^k",
    "The chance that at least one, and that every one, of k repairs succeeds, without bias from n trials: 1 − C(n−c, k)/C(n, k), and C(c, k)/C(n, k).",
  ],
  [
    "Destructive commands",
    "Found by rules on the commands’ text, which err on the side of naming: a named command is one to look at, not a proven wrong.",
  ],
];

/** How each figure was computed, with its source, and how to get it again. */
export function methodsSection({ source, level = 0.95 }: Pick<ReportInput, "source" | "level">): Markup {
  return html`<section id="methods">
    <h2>Methods and sources</h2>
    <dl class="methods">
      ${methods.map(
        ([what, how]) =>
          html`<dt>${what}</dt>
            <dd>${how}</dd>`,
      )}
    </dl>
    <p>
      All intervals are ${percent(level)}, two-sided. “No difference shown” does not mean that there is none; the
      sentences say which difference could have been shown.
    </p>
    <p>
      Made by ${source.program} on ${source.createdAt.slice(0, 19).replace("T", " ")} UTC from
      <code>${source.database}</code>. The same figures as JSON: <code>${source.again}</code>
    </p>
  </section>`;
}
