/** What charts in a terminal are drawn with. */
export interface ChartSigns {
  value: string;
  line: string;
  begin: string;
  end: string;
  grid: string;
  tick: string;
  axis: string;
  corner: string;
  baseline: string;
  horizon: string;
}

const drawn: ChartSigns = {
  ...{ value: "●", line: "─", begin: "├", end: "┤", grid: "·" },
  ...{ tick: "┤", axis: "│", corner: "└", baseline: "─", horizon: "┊" },
};

/** For terminals without Unicode. */
const typed: ChartSigns = {
  ...{ value: "o", line: "-", begin: "[", end: "]", grid: "." },
  ...{ tick: "+", axis: "|", corner: "+", baseline: "-", horizon: ":" },
};

export interface ChartOptions {
  /** Characters a line has room for. */
  columns: number;
  /** Whether the terminal shows more than ASCII. */
  unicode: boolean;
}

export function chartSigns({ unicode }: Pick<ChartOptions, "unicode">): ChartSigns {
  return unicode ? drawn : typed;
}
