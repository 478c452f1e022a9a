/** `1 trial`, `3 trials`; a plural that is no more than an s longer need not be given. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
