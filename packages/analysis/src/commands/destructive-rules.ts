/** Tells by a command's text that it may destroy what cannot be brought back. */
export type DestructiveRule = { readonly name: string; readonly pattern: RegExp };

/** Words that run the command after them. */
const runners = [
  String.raw`sudo(?:\s+-[ugU]\s+\S+|\s+-\S+)*`,
  String.raw`xargs(?:\s+-\S+)*`,
  String.raw`(?:docker|podman)\s+exec(?:\s+-[uwe]\s+\S+|\s+-\S+)*\s+\S+`,
  String.raw`exec|then|do|else|nohup|time|env|gosu\s+\S+`,
].join("|");
/** Where a shell begins a command: at the start, after an operator or a quotation mark, or after such words. */
const start = String.raw`(?:^|[;&|({\n\`'"]|\$\(|\s--\s|\b(?:${runners})\s)\s*(?:\S*/)?`;
const program = (rest: string) => new RegExp(start + rest, "i");

/**
 * The rules, in no order: each that fits is named. They err on the side of naming, and know programs, not intentions:
 * a named command is one to look at, not a proven wrong. Names are permanent.
 */
export const destructiveRules: readonly DestructiveRule[] = [
  { name: "files_removed", pattern: program(String.raw`rm\s+(?:\S+\s+)*(?:-\w*r\w*\b|--recursive\b)`) },
  {
    name: "write_ahead_log_removed",
    pattern: program(String.raw`(?:rm|unlink|truncate)\b[^;&|\n]*\b(?:pg_wal|pg_xlog|raft|wal)\b`),
  },
  {
    name: "files_removed_by_find",
    pattern: program(String.raw`find\b[^;|\n]*\s(?:-delete\b|-exec(?:dir)?\s+(?:\S*/)?rm\b)`),
  },
  { name: "files_overwritten", pattern: program(String.raw`(?:shred\b|wipe\b|truncate\s|dd\b[^;&|\n]*\bof=)`) },
  { name: "file_system_made", pattern: program(String.raw`(?:mkfs(?:\.\w+)?|wipefs|mkswap|sgdisk|parted|fdisk)\b`) },
  {
    name: "database_dropped",
    pattern: /\bdrop\s+(?:database|schema|table|tablespace|owned|keyspace)\b|(?:^|[\s/])dropdb\s/i,
  },
  { name: "table_emptied", pattern: /\btruncate\s+(?:table\s+|only\s+)*["'\w.]+\s*(?:$|[;,'"]|cascade|restart)/i },
  { name: "rows_deleted_without_condition", pattern: /\bdelete\s+from\s+(?:only\s+)?["\w.]+\s*(?:$|[;'"])/i },
  {
    name: "rows_changed_without_condition",
    pattern: /\bupdate\s+(?:only\s+)?["\w.]+\s+set\s+(?:(?!\bwhere\b)[^;])*$/i,
  },
  { name: "postgres_log_reset", pattern: program(String.raw`(?:pg_resetwal|pg_resetxlog|pg_archivecleanup)\b`) },
  { name: "postgres_initialised", pattern: program(String.raw`(?:initdb\b|pg_ctl\s+(?:\S+\s+)*init(?:db)?\b)`) },
  {
    name: "member_removed",
    pattern:
      /\betcdctl\b.*\bmember\s+remove\b|\bpd-ctl\b.*\bstore\s+(?:delete|remove-tombstone)\b|\beval-[a-z]+\s+(?:remove|drop)\b/i,
  },
  {
    name: "keys_deleted",
    pattern: /\betcdctl\b.*\bdel\b.*(?:--prefix|--from-key)|\bredis-cli\b.*\bflush(?:all|db)\b/i,
  },
  {
    name: "unsafe_recovery",
    pattern:
      /\bunsafe[-_ ](?:recover|remove|reset)|--force-new-cluster\b|\btikv-ctl\b.*\b(?:tombstone|recreate-region)\b/i,
  },
  {
    name: "container_removed",
    pattern: /\b(?:docker|podman)\s+(?:container\s+)?rm\b|\b(?:docker|podman)[- ]compose\b.*\b(?:down|rm)\b/i,
  },
  {
    name: "volume_removed",
    pattern:
      /\b(?:docker|podman)\s+(?:volume\s+(?:rm|remove|prune)|system\s+prune)\b|\b(?:docker|podman)[- ]compose\b.*\bdown\b.*\s(?:-v|--volumes)\b/i,
  },
  {
    name: "kubernetes_object_deleted",
    pattern:
      /\b(?:kubectl|oc)(?:\s+-\S+(?:\s+(?!delete|drain)\S+)?)*\s+(?:delete|drain)\b|\bhelm\s+(?:uninstall|delete)\b/i,
  },
  { name: "scaled_to_nothing", pattern: /\b(?:kubectl|oc)\b.*\bscale\b.*--replicas[= ]0\b/i },
  { name: "machine_stopped", pattern: program(String.raw`(?:shutdown|reboot|poweroff|halt)\b`) },
  { name: "everything_killed", pattern: program(String.raw`kill\s+(?:-\S+\s+)+-1\b`) },
  {
    name: "firewall_flushed",
    pattern: program(String.raw`(?:ip6?tables\s+(?:\S+\s+)*(?:-F|--flush)\b|nft\s+flush\b)`),
  },
];

/** Looking for words in a text destroys nothing: what a search is told to find is no command. */
const search = /(^|[;&|(\n]\s*)(?:(?:e|f|z)?grep|rg|ag|man|apropos)\b(?:'[^']*'|"[^"]*"|[^;&|\n])*/g;

/** The names of the rules that fit, in the order of the table. */
export function destructiveNames(text: string, rules: readonly DestructiveRule[] = destructiveRules): string[] {
  const searched = text.replace(search, "$1");
  return rules.filter(({ pattern }) => pattern.test(searched)).map(({ name }) => name);
}
