import type { Survival } from "../stats/kaplan-meier.js";

const pairs =
  "10;1 7;22 32+;3 23;12 22;8 6;17 16;2 34+;11 32+;8 25+;12 11+;2 20+;5 19+;4 6;15 17+;8 35+;23 6;5 13;11 9+;4 6+;1 10+;8";

/** Weeks of remission, `+` censored: Freireich et al., Blood 21 (1963) 699, as printed by Gehan (1965), in pairs. */
export const sixMpPairs = pairs.split(" ").map((pair) => {
  const [sixMp, placebo] = pair.split(";");
  return { sixMp: parseSurvival(sixMp!), placebo: parseSurvival(placebo!) };
});

/** Weeks to relapse: R's `aml`, Miller, Survival Analysis (1997), page 49. */
export const aml = {
  maintained: "9 13 13+ 18 23 28+ 31 34 45+ 48 161+".split(" ").map(parseSurvival),
  not: "5 5 8 8 12 16+ 23 27 30 33 43 45".split(" ").map(parseSurvival),
};

function parseSurvival(text: string): Survival {
  return { time: Number.parseFloat(text), event: !text.endsWith("+") };
}
