/** `350 ms`, `12.3 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (Math.round(ms) < 1_000) return `${Math.round(ms)} ms`;
  if (Math.round(ms / 100) < 600) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** The same, or `-` for what is not known or did not happen. */
export function durationOrDash(ms: number | null): string {
  return ms === null ? "-" : formatDuration(ms);
}

/** An offset on a timeline: seconds with a tenth, a width of their own so that they align. */
export function formatOffset(ms: number): string {
  return `${(ms / 1_000).toFixed(1).padStart(7)} s`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
