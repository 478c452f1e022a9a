import type { Connection } from "./data-source.js";
import type { FigureColumns, FiguresPage, TrialCommands, TrialFigures } from "./store.js";
import { figureFields, trialColumns, type Storage } from "./trial-columns.js";
import { commandsOf } from "./trial-row.js";

/** What is read of a row: the value's expression, and how it stands in its column. */
interface FigureColumn {
  field: keyof TrialFigures;
  expression: string;
  as: Storage;
}

const columns: readonly FigureColumn[] = [
  { field: "id", expression: `"id"`, as: "integer" },
  { field: "ended", expression: `("ended_at" IS NOT NULL)`, as: "boolean" },
  { field: "commandCount", expression: `ifnull("command_count", 0)`, as: "integer" },
  { field: "commandDigest", expression: `"command_digest"`, as: "text" },
  ...figureFields.map((field) => ({ field, expression: `"${trialColumns[field].name}"`, as: trialColumns[field].as })),
];

/** In the order of the ids: the index on campaigns has them so, and a page costs no more for those before it. */
const page = `FROM "trials" WHERE "campaign_id" = ? AND "id" > ? ORDER BY "id" LIMIT ?`;

const figuresQuery = `
  SELECT ${columns.map(({ field }) => `json_group_array("${field}") AS "${field}"`).join(", ")}
  FROM (SELECT ${columns.map(({ field, expression }) => `${expression} AS "${field}"`).join(", ")} ${page})`;

/**
 * A whole page is one row for the driver, each column one JSON array: it takes longer to hand over a row and its values
 * one by one than to find them.
 */
export async function listFigures(connection: Connection, which: FiguresPage): Promise<FigureColumns> {
  const [row] = await connection.query<Record<keyof TrialFigures, string>>(figuresQuery, parametersOf(which));
  const read = columns.map(({ field, as }) => {
    const values = JSON.parse(row?.[field] ?? "[]") as unknown[];
    return [field, as === "boolean" ? values.map((value) => (value === null ? null : value !== 0)) : values];
  });
  return Object.fromEntries(read) as FigureColumns;
}

export async function listCommands(connection: Connection, which: FiguresPage): Promise<TrialCommands[]> {
  const rows = await connection.query<{ id: number; commands_json: string }>(
    `SELECT "id", "commands_json" ${page}`,
    parametersOf(which),
  );
  return rows.map(({ id, commands_json }) => ({ id, commands: commandsOf(commands_json) }));
}

function parametersOf({ campaignId, afterId = 0, limit = 1_000 }: FiguresPage): number[] {
  return [campaignId, afterId, limit];
}
