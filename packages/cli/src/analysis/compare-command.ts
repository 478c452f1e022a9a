import { usageError, type Arguments } from "../arguments/arguments.js";
import type { Io } from "../io.js";
import { chartedSide, chartsFor } from "./charts.js";
import { campaignIds } from "./campaign-ids.js";
import { compareCampaigns } from "./compare-campaigns.js";
import { readGates } from "./gate-options.js";
import { openAnalysis } from "./open-analysis.js";
import { readFormat } from "./render-result.js";
import { writeResult } from "./write-result.js";

/** `eval compare`. */
export async function compareTwo(args: Arguments, io: Io): Promise<number> {
  const format = readFormat(args);
  const request = readGates(args, { regression: true });
  await using source = await openAnalysis(args, io);
  const [a, b] = [args.text("a"), args.text("b")];
  if (a === undefined || b === undefined) throw usageError("two campaigns are needed");
  const sides = {
    a: await source.load(await campaignIds([a], source)),
    b: await source.load(await campaignIds([b], source)),
  };
  const result = await compareCampaigns(sides, { source, request });
  const charts = chartsFor(() => [sides.a, sides.b].map(chartedSide), { args, io });
  // Awaited here: the source is closed only then.
  return await writeResult(result, { format, io, charts, junit: args.text("junit") });
}
