import type {
  CampaignSpec,
  JsonObject,
  OperatorCommand,
  Outcome,
  Recorder,
  TrialEvent,
  TrialRecord,
  TrialSpec,
} from "@eval/core";
import type { FigureField, LongField, Storage } from "./trial-columns.js";

/**
 * eval.db: campaigns, trials and their events. Every method rejects with a HarnessError whose code is
 * `store_full`, `store_readonly`, `store_locked` or `store_failed`; a write that rejects has left
 * nothing behind, and whatever was acknowledged before stays.
 */
export interface Store extends Recorder, AsyncDisposable {
  /** Brings the file to the current schema; `openStore` has done so already. */
  ensureSchema(): Promise<void>;
  insertCampaign(campaign: NewCampaign): Promise<number>;
  /** A finished trial without events, as other programs have them. The harness uses `beginTrial`. */
  insertTrial(trial: NewTrial): Promise<number>;
  getCampaign(id: number): Promise<StoredCampaign | undefined>;
  /** All trials of a campaign with their states and commands, by id. For a list, `listTrials` is far lighter. */
  getTrials(campaignId: number): Promise<StoredTrial[]>;

  /** Reads no trial but those that are invalid or aborted. */
  countTrials(campaignId: number): Promise<TrialCounts>;
  /** Newest first. */
  listCampaigns(page?: Page): Promise<CampaignSummary[]>;
  /** By id; those of one campaign, or all. */
  listTrials(which?: Page & { campaignId?: number }): Promise<TrialSummary[]>;
  getTrial(id: number): Promise<StoredTrial | undefined>;
  /** What an analysis needs of a campaign's trials, by id. Reads neither states nor commands. */
  listFigures(which: FiguresPage): Promise<FigureColumns>;
  /** The commands of a campaign's trials, by id. */
  listCommands(which: FiguresPage): Promise<TrialCommands[]>;
  /** Every trial with one of the identities, by id: what a campaign that is run again need not repeat. */
  findTrials(identities: readonly string[]): Promise<IdentifiedTrial[]>;
  /** Sets how many trials a campaign that is continued now has in all; never to fewer than it had. */
  extendCampaign(id: number, trialCount: number): Promise<void>;
  /** In the order in which they were appended; empty for a trial that has none. */
  getEvents(trialId: number): Promise<TrialEvent[]>;
  /** Judges an ended trial anew from its recorded events, by the present rule, and keeps what that replaces. */
  rejudge(trialId: number, rejudging: Rejudging): Promise<Rejudged>;
  /** What judging anew has changed in a trial, the oldest first. */
  getVerdicts(trialId: number): Promise<Verdict[]>;
  /** Every column of a table, other programs' included. */
  tableColumns(table: TableName): Promise<StoredColumn[]>;
  /** The rows of a table as they stand, by id, a page at a time: for whoever takes them elsewhere. */
  tableRows(table: TableName, page: TablePage): Promise<StoredRow[]>;
  /** Trials that began here and have not ended: under way in some process, or left by one that died. */
  unfinishedTrials(): Promise<UnfinishedTrial[]>;
  /** Clusters that were announced and never destroyed: in use by some process, or left by one that died. */
  remainingClusters(): Promise<RemainingCluster[]>;
  /** Waits for the writes under way. Idempotent. */
  close(): Promise<void>;
}

export interface Rejudging {
  /** UTC, ISO 8601. */
  at: string;
  /** Whether a changed verdict is written, or only told. */
  keep: boolean;
}

/** `no_events`: nothing to judge by, as in other programs' rows. */
export type Rejudged = { found: "no_events" | "unfinished" | "same" } | { found: "other"; verdict: Verdict };

/** One change of a trial's verdict. */
export interface Verdict {
  judgedAt: string;
  /** Revision of the rule that judged it, and of the one before; null where nobody recorded that. */
  rule: number;
  ruleBefore: number | null;
  /** The columns that changed, as they stood and as they stand. */
  before: StoredRow;
  after: StoredRow;
}

/** `verdicts`: what judging trials anew has changed in them. */
export type TableName = "campaigns" | "trials" | "events" | "verdicts";

/** How a column's values stand in it: `boolean` as 0 or 1, `json` as text. SQLite holds nobody to it. */
export interface StoredColumn {
  name: string;
  as: Storage;
}

export type StoredRow = { readonly [column: string]: string | number | null };

export interface TablePage {
  /** At most. */
  limit: number;
  /** The last id of the page before. @default 0 */
  after?: number;
  /** Of these campaigns alone. @default all, also of trials whose campaign is gone */
  campaignIds?: readonly number[];
}

export interface Page {
  /** @default 100 */
  limit?: number;
  /** @default 0 */
  offset?: number;
}

/** A campaign's trials in pages: those with ids after `afterId`, which stays quick however many there are. */
export interface FiguresPage {
  campaignId: number;
  /** @default 0 */
  afterId?: number;
  /** @default 1000 */
  limit?: number;
}

export type NewCampaign = Pick<CampaignSpec, "subject" | "chaosType" | "trialCount" | "baseline" | "createdAt"> &
  Partial<CampaignSpec>;

export type NewTrial = { campaignId: number; startedAt: string; commands?: readonly StoredCommand[] } & Partial<
  Omit<TrialRecord, "startedAt" | "commands">
>;

/** Null where a campaign written by another program does not say. */
export interface StoredCampaign extends Omit<CampaignSpec, "seed" | "config" | "host"> {
  id: number;
  seed: string | null;
  config: JsonObject | null;
  host: JsonObject | null;
}

/** What commands_json keeps of a command; the events keep the rest. */
export type StoredCommand = Pick<OperatorCommand, "tool_name" | "tool_params" | "exit_code" | "timestamp">;

export type CommandDigest = (commands: readonly StoredCommand[]) => string;

/** A trial's record. Null where it is not known yet, or where another program wrote the row. */
export type StoredTrial = {
  id: number;
  campaignId: number;
  startedAt: string;
  commands: readonly StoredCommand[];
} & { [Field in Exclude<keyof TrialRecord, "startedAt" | "commands">]: TrialRecord[Field] | null };

export type TrialSummary = Omit<StoredTrial, LongField> & { commandCount: number };

/** What an analysis needs of a trial. Durations to 15 digits: the harness keeps them to the microsecond. */
export type TrialFigures = Pick<TrialSummary, "id" | "commandCount" | FigureField> & {
  ended: boolean;
  /** What `digestCommands` made of the trial's commands; null where nobody did. */
  commandDigest: string | null;
};

/** Columns of equal length: the values at one place are of one trial. */
export type FigureColumns = { [Field in keyof TrialFigures]: TrialFigures[Field][] };

export interface TrialCommands {
  id: number;
  commands: readonly StoredCommand[];
}

export interface IdentifiedTrial extends Pick<StoredTrial, "id" | "campaignId" | "outcome" | "attempt"> {
  identity: string;
}

/** How a campaign's trials stand. */
export interface TrialCounts {
  /** Trials begun so far. */
  trials: number;
  /** Of them, by outcome. */
  outcomes: Readonly<Record<Outcome, number>>;
  /** Not ended yet, or left by a harness that died. */
  unfinished: number;
  /** Trials that ran on a stand-in for the real software. */
  standIns: number;
  /** Why trials are invalid or aborted, most frequent first. */
  codes: readonly { code: string | null; count: number }[];
}

export interface CampaignSummary
  extends
    Pick<StoredCampaign, "id" | "name" | "subject" | "chaosType" | "trialCount" | "baseline" | "createdAt">,
    Omit<TrialCounts, "codes"> {
  variant: string | null;
  /** What its config calls whoever repairs (`arm`); null where it says nothing. */
  arm: string | null;
  /** Whether it repeats a trial of another campaign (`replayOf` in its config). */
  replay: boolean;
}

/** Enough to find what the trial's cluster left and to remove it. */
export interface UnfinishedTrial {
  id: number;
  campaignId: number;
  clusterId: string;
  /** The plugin specifier as given; null when the subject was handed over as a value. */
  plugin: string | null;
  spec: TrialSpec;
  /** Of the harness that ran it. */
  process: JsonObject;
  startedAt: string;
}

/** Enough to sweep it. */
export interface RemainingCluster extends Omit<UnfinishedTrial, "id" | "startedAt"> {
  /** The trial that it was created for. */
  trialId: number;
}

export interface StoreOptions {
  /**
   * Makes a short text of a trial's commands when the trial ends, kept for whoever would otherwise have to read them
   * all. The store does not look into it.
   */
  digestCommands?: CommandDigest;
  /** How long to wait for another program's lock. @default 5000 */
  busyTimeoutMs?: number;
  /** Refuses a missing file with `trial_not_found` where it would otherwise be created. @default false */
  mustExist?: boolean;
}
