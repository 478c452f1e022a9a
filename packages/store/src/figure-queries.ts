import type { Connection, Row } from "./data-source.js";
import type { FiguresPage, TrialCommands, TrialFigures } from "./store.js";
import { commandsOf, figureColumns, trialFigures } from "./trial-row.js";

export async function listFigures(connection: Connection, page: FiguresPage): Promise<TrialFigures[]> {
  const rows = await pageOf<Row>(connection, figureColumns, page);
  return rows.map(trialFigures);
}

export async function listCommands(connection: Connection, page: FiguresPage): Promise<TrialCommands[]> {
  const rows = await pageOf<{ id: number; commands_json: string }>(connection, ["id", "commands_json"], page);
  return rows.map(({ id, commands_json }) => ({ id, commands: commandsOf(commands_json) }));
}

/** Within one campaign the index on campaigns is in the order of the ids: a page costs no more for those before it. */
function pageOf<T>(
  connection: Connection,
  columns: readonly string[],
  { campaignId, afterId = 0, limit = 1_000 }: FiguresPage,
): Promise<T[]> {
  const names = columns.map((name) => `"${name}"`).join(", ");
  return connection.query<T>(
    `SELECT ${names} FROM "trials" WHERE "campaign_id" = ? AND "id" > ? ORDER BY "id" LIMIT ?`,
    [campaignId, afterId, limit],
  );
}
