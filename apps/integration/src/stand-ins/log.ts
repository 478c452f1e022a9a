import { createWriteStream } from "node:fs";

/** Lines as PD and TiKV write them: `[time] [LEVEL] [source] ["message"] [field=value]`. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Resolves once the line is written, so that the process may end. */
  fatal(message: string, fields?: LogFields): Promise<void>;
}
type LogFields = Readonly<Record<string, unknown>>;

const LEVELS = ["info", "warn", "error", "fatal"] as const;
type Level = (typeof LEVELS)[number];

/** Writes to the file, appended, or to standard error; leaves out what is below `level`. */
export function createLog(options: { source: string; file: string; level: string }): Log {
  const stream = options.file === "" ? process.stderr : createWriteStream(options.file, { flags: "a" });
  // A log that cannot be written (a full disk) must not end the server.
  stream.on("error", () => undefined);
  const threshold = Math.max(0, LEVELS.indexOf(options.level.toLowerCase() as Level));
  const write = (level: Level, message: string, fields: LogFields = {}): Promise<void> => {
    if (LEVELS.indexOf(level) < threshold) return Promise.resolve();
    const line = formatLine({ level, source: options.source, message, fields, at: new Date() });
    return new Promise((resolve) => stream.write(line, () => resolve()));
  };
  return {
    info: (message, fields) => void write("info", message, fields),
    warn: (message, fields) => void write("warn", message, fields),
    error: (message, fields) => void write("error", message, fields),
    fatal: (message, fields) => write("fatal", message, fields),
  };
}

function formatLine(entry: { level: Level; source: string; message: string; fields: LogFields; at: Date }): string {
  const time = entry.at.toISOString().replaceAll("-", "/").replace("T", " ").replace("Z", " +00:00");
  const fields = Object.entries(entry.fields).map(([name, value]) => ` [${name}=${quote(String(value))}]`);
  return `[${time}] [${entry.level.toUpperCase()}] [${entry.source}] [${JSON.stringify(entry.message)}]${fields.join("")}\n`;
}

const quote = (text: string): string => (/^[\w.:/-]+$/.test(text) ? text : JSON.stringify(text));

/** The words of whatever was thrown. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
