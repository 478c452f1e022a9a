/**
 * The revision of every object that `--json` prints, described in docs/json.md. It grows when a field
 * changes its meaning or goes away; new fields do not change it.
 */
export const jsonVersion = 1;

export function jsonText(kind: string, content: object): string {
  return `${JSON.stringify({ version: jsonVersion, kind, ...content }, null, 2)}\n`;
}
