import { HarnessError, type Context } from "@eval/core";
import { readKeys, type Attempt } from "./client.js";
import { callGateway, isLockedOut, prefixRange } from "./gateway.js";
import { administrator, ledgerPrefix } from "./settings.js";

/** Twenty digits, so that keys sort as their numbers do. */
export function ledgerKey(n: number): string {
  return `${ledgerPrefix}${String(Math.trunc(n)).padStart(20, "0")}`;
}

/**
 * Which of these numbers a quorum does not hold. Asked as administrator where clients are locked out: a write that
 * cannot be reached for now is not gone. Rejects with `judge_failed` when no quorum answers.
 */
export async function lostWrites(
  addresses: readonly string[],
  acknowledged: readonly number[],
  context: Context,
): Promise<number[]> {
  const { clock, signal } = context;
  const attempt: Attempt = { addresses, timeoutMs: Math.max(1, context.remainingMs() * 0.8), clock, signal };
  const range = prefixRange(ledgerPrefix);
  try {
    const keys = new Set(await readAsEither(range, attempt));
    return acknowledged.filter((n) => !keys.has(ledgerKey(n)));
  } catch (cause) {
    signal.throwIfAborted();
    throw new HarnessError("judge_failed", { message: "no quorum from which to read the acknowledged writes", cause });
  }
}

async function readAsEither(range: { key: string; range_end: string }, attempt: Attempt): Promise<string[]> {
  try {
    return await readKeys(range, attempt);
  } catch (error) {
    const [address] = attempt.addresses;
    if (!isLockedOut(error) || address === undefined) throw error;
    return await readKeys(range, { ...attempt, token: await administratorToken(address, attempt) });
  }
}

/** Good for five minutes, and for requests to any member. */
export async function administratorToken(
  address: string,
  { timeoutMs, signal }: Pick<Attempt, "timeoutMs" | "signal">,
): Promise<string> {
  const body = { ...administrator };
  const { token } = await callGateway<{ token: string }>(
    { address, path: "auth/authenticate", body, timeoutMs },
    { signal },
  );
  return token;
}
