/** How an arm is told from others: never by its colour alone. */
export interface ArmStyle {
  /** CSS class, which has its colour: those of Okabe and Ito, Color Universal Design (2008), made darker where text needs it. */
  className: string;
  /** SVG `stroke-dasharray`. */
  dash: string;
  /** SVG path of its sign, about the origin, some 9 units wide. */
  sign: string;
  /** Of its curve in a terminal. */
  letter: string;
}

const square = "M-4-4H4V4H-4Z";
const circle = "M-4.5 0A4.5 4.5 0 1 0 4.5 0A4.5 4.5 0 1 0-4.5 0Z";
const triangle = "M0-5L5 4H-5Z";
const diamond = "M0-5.5L5.5 0L0 5.5L-5.5 0Z";
const cross = "M-5-2.5L-2.5-5L0-2.5L2.5-5L5-2.5L2.5 0L5 2.5L2.5 5L0 2.5L-2.5 5L-5 2.5L-2.5 0Z";
const wedge = "M0 5L5-4H-5Z";

const baselineStyle: ArmStyle = { className: "arm-none", dash: "7 4", sign: square, letter: "o" };
const operatorStyles: readonly ArmStyle[] = [
  { className: "arm-1", dash: "none", sign: circle, letter: "A" },
  { className: "arm-2", dash: "12 3", sign: triangle, letter: "B" },
  { className: "arm-3", dash: "3 3", sign: diamond, letter: "C" },
  { className: "arm-4", dash: "12 3 3 3", sign: cross, letter: "D" },
  { className: "arm-5", dash: "7 2 2 2 2 2", sign: wedge, letter: "E" },
];

/** Arms with a baseline: one figure tells so many operators apart. */
export const mostOperatorsInFigure = operatorStyles.length;

/** The style of each arm, by its place among the operators; they repeat after `mostOperatorsInFigure`. */
export function armStyles(arms: readonly { name: string; baseline: boolean }[]): ReadonlyMap<string, ArmStyle> {
  let operators = 0;
  return new Map(
    arms.map(({ name, baseline }) => [
      name,
      baseline ? baselineStyle : operatorStyles[operators++ % operatorStyles.length]!,
    ]),
  );
}
