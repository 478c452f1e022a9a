import type { TrialRecord } from "@eval/core";
import type { Row } from "./data-source.js";
import type { SqlValue } from "./entities/index.js";
import type { CommandDigest, NewTrial, StoredCommand, StoredTrial, TrialSummary } from "./store.js";
import { longFields, trialColumns, type Storage, type TrialField } from "./trial-columns.js";

/** A record and its row; kept together so that an unchanged value is not written as text again. */
export interface Projection {
  record: TrialRecord;
  row: Row;
}

const fields = Object.keys(trialColumns) as TrialField[];
const shortFields = fields.filter((field) => !(longFields as readonly string[]).includes(field));

/** The columns a list reads. */
export const summaryColumns = [
  "id",
  "campaign_id",
  "command_count",
  ...shortFields.map((field) => trialColumns[field].name),
];

export function project(
  record: TrialRecord,
  { previous, digestCommands }: { previous?: Projection | undefined; digestCommands?: CommandDigest | undefined } = {},
): Projection {
  const row: Row = {};
  for (const field of fields) {
    const { name, as } = trialColumns[field];
    if (previous && previous.record[field] === record[field]) row[name] = previous.row[name] ?? null;
    else row[name] = field === "commands" ? encodeCommands(record.commands) : encode(record[field], as);
  }
  row["command_count"] = record.commands.length;
  // Not before the end: until then it would be made anew with each command.
  row["command_digest"] = record.endedAt === null ? null : (digestCommands?.(record.commands) ?? null);
  return { record, row };
}

/** What must be written for the one row to become the other. */
export function changedColumns(from: Row | undefined, to: Row): Row {
  return Object.fromEntries(Object.entries(to).filter(([name, value]) => !from || from[name] !== value));
}

export function rowOfNewTrial(
  { campaignId, commands = [], ...known }: NewTrial,
  digestCommands: CommandDigest | undefined,
): Row {
  const row: Row = {
    campaign_id: campaignId,
    commands_json: encodeCommands(commands),
    command_count: commands.length,
    command_digest: digestCommands?.(commands) ?? null,
  };
  for (const [field, value] of Object.entries(known)) {
    const { name, as } = trialColumns[field as Exclude<TrialField, "commands">];
    row[name] = encode(value, as);
  }
  return row;
}

export function storedTrial(row: Row): StoredTrial {
  const trial = { id: row["id"], campaignId: row["campaign_id"], ...decodeFields(row, fields) } as StoredTrial;
  return { ...trial, commands: Array.isArray(trial.commands) ? trial.commands : [] };
}

export function trialSummary(row: Row): TrialSummary {
  return {
    id: row["id"],
    campaignId: row["campaign_id"],
    commandCount: row["command_count"] ?? 0,
    ...decodeFields(row, shortFields),
  } as TrialSummary;
}

/** Of another program's row that may be anything: none. */
export function commandsOf(commandsJson: SqlValue): readonly StoredCommand[] {
  const commands = parseLoosely(commandsJson);
  return Array.isArray(commands) ? (commands as StoredCommand[]) : [];
}

function decodeFields(row: Row, wanted: readonly TrialField[]): Partial<Record<TrialField, unknown>> {
  const decoded: Partial<Record<TrialField, unknown>> = {};
  for (const field of wanted) {
    const { name, as } = trialColumns[field];
    decoded[field] = decode(row[name] ?? null, as);
  }
  return decoded;
}

function encode(value: unknown, as: Storage): SqlValue {
  if (value === null || value === undefined) return null;
  if (as === "json") return JSON.stringify(value);
  if (as === "boolean") return value ? 1 : 0;
  return value as SqlValue;
}

function decode(value: SqlValue, as: Storage): unknown {
  if (value === null) return null;
  if (as === "boolean") return value !== 0;
  return as === "json" ? parseLoosely(value) : value;
}

/** Other programs' rows may hold any text: it is handed on as a string where it is not JSON. */
export function parseLoosely(value: SqlValue): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return value;
  }
}

/** Exactly the original shape: scripts written for it read these four. */
function encodeCommands(commands: readonly StoredCommand[]): string {
  return JSON.stringify(
    commands.map(({ tool_name, tool_params, exit_code, timestamp }) => ({
      tool_name,
      tool_params,
      exit_code,
      timestamp,
    })),
  );
}
