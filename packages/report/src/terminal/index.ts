export { survivalCurve } from "../figures/survival-curve.js";
export type { ChartOptions } from "./chart-signs.js";
export { differenceScale, intervalBars, shareScale, type IntervalBar } from "./interval-bars.js";
export { survivalPlot } from "./survival-plot.js";
