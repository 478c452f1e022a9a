import { counted } from "@eval/core";
import type { Comparison } from "./comparison.js";
import type { Sides } from "./match-trials.js";
import type { Answer, Bound, Effect } from "./verdict.js";
import { differenceWords, percent, pValue, seconds } from "./wording.js";

type Judged = Omit<Comparison, "words">;

/** The comparison in sentences, the answer first. */
export function wordsOf(comparison: Judged): string[] {
  const { a, b, overall, onTheseTypes, byChaosType, chaosTypes } = comparison;
  const names = { a: a.name, b: b.name };
  const types = chaosTypes.compared.length;
  if (types === 0) return [`Nothing to compare: ${a.name} and ${b.name} have no chaos type in common.`];
  const say = (effect: Effect | null) =>
    effect === null || effect.difference === null
      ? []
      : [effectWords(effect, { names, tauMs: comparison.tauMs, difference: effect.difference })];
  const nothing = nothingWords(comparison);
  if (nothing !== null) return [nothing, ...standInWords(a, b), ...leftOutWords(comparison)];
  const lines = [...say(overall.successRate), ...say(overall.timeToRecover)];
  if (onTheseTypes !== null) {
    const alone = [...say(onTheseTypes.successRate), ...say(onTheseTypes.timeToRecover)];
    lines.forEach((words, index) => (lines[index] = `In general, ${types} chaos types being a sample: ${words}`));
    lines.push(...alone.map((words) => `On these chaos types alone: ${words}`));
    for (const { chaosType, successRate } of byChaosType) {
      const unknown = successRate?.difference === null ? ["Inconclusive. One of the arms has no valid trial."] : [];
      lines.push(...[...unknown, ...say(successRate)].map((words) => `${chaosType}: ${words}`));
    }
  }
  return [
    ...lines,
    ...standInWords(a, b),
    pairingWords(comparison),
    ...repeatWords(comparison),
    ...leftOutWords(comparison),
  ];
}

interface Saying {
  names: Sides<string>;
  tauMs: number;
  difference: number;
}

/** Null when there is something to compare. */
function nothingWords({ a, b, overall }: Judged): string | null {
  const effects = [overall.successRate, overall.timeToRecover].filter((effect) => effect !== null);
  if (effects.some(({ difference }) => difference !== null)) return null;
  const empty = [a, b].filter(({ coverage }) => coverage.valid === 0).map(({ name }) => name);
  if (empty.length === 0) return `Inconclusive. ${a.name} and ${b.name} have valid trials, but of no chaos type both.`;
  return `Inconclusive. ${empty.join(" and ")} ${empty.length === 1 ? "has" : "have"} no valid trial.`;
}

function effectWords(effect: Effect, { names, tauMs, difference }: Saying): string {
  const { measure, verdict, bounds } = effect;
  const answer = (verdictThen: Answer) => answerWords(measure, verdictThen, names);
  const figures = figuresOf(effect, difference, tauMs);
  if (verdict !== "inconclusive") return `${answer(verdict)}: ${figures}.${detectableWords(effect)}`;
  const bound = (then: Bound | undefined) =>
    then === undefined || then.difference === null
      ? "nothing to compare"
      : `${answer(then.verdict)} (${differenceWords(measure, then.difference, then.interval)})`;
  const seen = bounds?.seen.verdict ?? "no_difference_shown";
  return (
    `Inconclusive. As it stands: ${answer(seen)}, ${figures}. ` +
    `Were all excluded trials against ${names.b}: ${bound(bounds?.worst)}. Were all for it: ${bound(bounds?.best)}.`
  );
}

function answerWords(measure: Effect["measure"], verdict: Answer, { a, b }: Sides<string>): string {
  if (verdict === "no_difference_shown") {
    return measure === "success_rate"
      ? `No difference shown between ${b} and ${a}`
      : `No difference in time to recovery shown between ${b} and ${a}`;
  }
  if (measure === "success_rate") return `${b} is ${verdict} than ${a}`;
  return `${b} recovers ${verdict === "better" ? "sooner" : "later"} than ${a}`;
}

function figuresOf({ measure, a, b, interval, p, adjustedP }: Effect, difference: number, tauMs: number): string {
  const adjusted = adjustedP === p ? "" : ` (${pValue(adjustedP)} after Holm)`;
  const tail = `${differenceWords(measure, difference, interval)}, ${pValue(p)}${adjusted}`;
  if (measure === "success_rate") return `${percent(b ?? 0)} against ${percent(a ?? 0)} succeeded, ${tail}`;
  return `${seconds(b ?? 0)} against ${seconds(a ?? 0)} on average, counted up to ${seconds(tauMs)}, ${tail}`;
}

function detectableWords({ measure, verdict, detectable, n, acrossTypes }: Effect): string {
  if (measure !== "success_rate" || verdict !== "no_difference_shown") return "";
  const enough = n.pairs === null ? `${n.b} and ${n.a} trials` : counted(n.pairs, "pair");
  const trials = acrossTypes === null ? enough : `${enough} on ${acrossTypes.types} chaos types`;
  if (detectable === null) return ` No difference at all could have been shown with ${trials}.`;
  const least = Math.ceil(detectable * 100);
  return ` With ${trials}, a difference of ${least} points or more would have been shown (80 % power).`;
}

/** What ran differs where one arm stood on more stand-ins than the other: then the difference may be the software's. */
function standInWords(a: Judged["a"], b: Judged["b"]): string[] {
  const [ofA, ofB] = [shareText(a), shareText(b)];
  if (a.standIns.trials + b.standIns.trials === 0) return [];
  if (ofA === "all" && ofB === "all") {
    return ["All trials ran on a stand-in for the real software, about which this proves nothing."];
  }
  return [
    `Not alike: of ${a.name} ${ofA} ran on a stand-in for the real software, of ${b.name} ${ofB}. The difference may be the software's.`,
  ];
}

function shareText({ standIns: { trials, of } }: Judged["a"]): string {
  if (trials === 0) return "none";
  return trials === of ? "all" : `${trials} of ${of} trials`;
}

function pairingWords({ pairing, a, b }: Judged): string {
  const { pairs, independentTypes, otherPlan, alone } = pairing;
  const why = [
    ...(otherPlan > 0 ? [`${counted(otherPlan, "trial")} of equal seed had another plan`] : []),
    ...(alone.a + alone.b > otherPlan ? [`${counted(alone.a + alone.b - otherPlan, "trial")} had no counterpart`] : []),
  ].join(", ");
  if (independentTypes === 0) return `Paired: ${counted(pairs, "pair")} of equal seed and plan.`;
  const types = counted(independentTypes, "chaos type");
  return `${counted(pairs, "pair")} of equal seed and plan; ${types} compared as independent arms, as ${why || `${a.name} and ${b.name} share no valid pair`}.`;
}

/** Repeats say how much chance there is in one question, and nothing of further questions. */
function repeatWords({ pairing: { repeats }, a, b }: Judged): string[] {
  const { pairs, setAside } = repeats;
  return [
    ...(pairs > 0
      ? [
          `Of the pairs ${pairs} repeat the seed and plan of another: they are counted, though they are not independent of it.`,
        ]
      : []),
    ...(
      [
        [a, setAside.a],
        [b, setAside.b],
      ] as const
    ).flatMap(([{ name }, trials]) =>
      trials === 0
        ? []
        : [
            `Set aside: ${counted(trials, "trial")} of ${name}, repeating the seed and plan of another without a counterpart.`,
          ],
    ),
  ];
}

function leftOutWords({ chaosTypes, a, b }: Judged): string[] {
  const { onlyInA, onlyInB } = chaosTypes;
  return [
    ...(onlyInA.length > 0 ? [`Not compared, as only ${a.name} met it: ${onlyInA.join(", ")}.`] : []),
    ...(onlyInB.length > 0 ? [`Not compared, as only ${b.name} met it: ${onlyInB.join(", ")}.`] : []),
    ...[a, b].flatMap(({ name, coverage }) =>
      coverage.valid < coverage.total
        ? [`${name}: ${coverage.valid} of ${coverage.total} trials valid; excluded: ${excludedWords(coverage)}.`]
        : [],
    ),
  ];
}

function excludedWords({ invalid, aborted, unfinished }: Judged["a"]["coverage"]): string {
  return [
    ...invalid.map(({ code, count: times }) => `${times} invalid/${code}`),
    ...(aborted > 0 ? [`${aborted} aborted`] : []),
    ...(unfinished > 0 ? [`${unfinished} unfinished`] : []),
  ].join(", ");
}
