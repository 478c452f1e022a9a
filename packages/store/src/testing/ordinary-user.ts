/** The user that owns nothing. */
const nobody = 65_534;

/**
 * Does the work without root's power over permissions, for which no file is read-only. Load beforehand
 * whatever the work needs: this user may not be able to read it.
 */
export async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
