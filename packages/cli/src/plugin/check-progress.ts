import type { Clock } from "@eval/core";
import type { CheckNews } from "@eval/core/testing";
import type { Io, Output } from "../io.js";
import { rewritesLines } from "../progress/start-progress.js";
import { formatDuration } from "../text/duration.js";
import { printableLine } from "../text/printable.js";

/** Tells a person which checks are at work. */
export interface CheckProgress extends Disposable {
  news(news: CheckNews): void;
  /** Writes lines that stay, there or on another stream of the same terminal. */
  beside(write: () => void): void;
}

/** Shorter checks need no word: their line in the table comes soon enough. */
const worthSayingMs = 2_000;
const sayAgainMs = 30_000;
const redrawMs = 250;
const clearLine = "\r\u001B[2K";

/** On standard error: one line drawn anew where a terminal can do that, else a line for each check that takes long. */
export function startCheckProgress(io: Io, clock: Clock): CheckProgress {
  return rewritesLines(io) ? liveCheckProgress(io.stderr, clock) : plainCheckProgress(io.stderr, clock);
}

/** For how long each check has been at work, the longest first. */
class AtWork {
  private readonly since = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  news({ name, is }: CheckNews): void {
    if (is === "at work") this.since.set(name, this.clock.now());
    else this.since.delete(name);
  }

  list(): { name: string; forMs: number }[] {
    const now = this.clock.now();
    return [...this.since].map(([name, since]) => ({ name, forMs: now - since })).sort((a, b) => b.forMs - a.forMs);
  }
}

export function liveCheckProgress(output: Output, clock: Clock): CheckProgress {
  const atWork = new AtWork(clock);
  const draw = () => {
    const [longest, ...others] = atWork.list();
    if (!longest) return output.write(clearLine);
    const more = others.length > 0 ? ` · and ${others.length} more` : "";
    const time = formatDuration(longest.forMs);
    // One column is left free: in the last one some terminals begin a new line.
    const room = output.columns - 1 - time.length - more.length - 3;
    output.write(`${clearLine}${printableLine(longest.name, Math.max(10, room))} · ${time}${more}`);
  };
  const timer = setInterval(draw, redrawMs);
  timer.unref();
  return {
    news(news) {
      atWork.news(news);
      draw();
    },
    beside(write) {
      output.write(clearLine);
      write();
      draw();
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      output.write(clearLine);
    },
  };
}

export function plainCheckProgress(output: Output, clock: Clock): CheckProgress {
  const atWork = new AtWork(clock);
  const saidAt = new Map<string, number>();
  const say = () => {
    for (const { name, forMs } of atWork.list()) {
      const due = (saidAt.get(name) ?? worthSayingMs - sayAgainMs) + sayAgainMs;
      if (forMs < due) continue;
      saidAt.set(name, forMs);
      output.write(`at work for ${formatDuration(forMs)}: ${printableLine(name)}\n`);
    }
  };
  const timer = setInterval(say, redrawMs);
  timer.unref();
  return {
    news(news) {
      atWork.news(news);
      saidAt.delete(news.name);
    },
    beside: (write) => write(),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
