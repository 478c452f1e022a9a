import type { JsonObject } from "@eval/core";

/** Of gRPC's codes those that tell something here. */
export const grpcCode = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** A member refused the request, or said that it cannot serve it. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";

  constructor(
    message: string,
    /** gRPC's. */
    readonly code: number,
  ) {
    super(message);
  }
}

export interface Call {
  /** `127.0.0.1:NNNNN`, of a member's client port. */
  address: string;
  /** Below /v3: `kv/put`. */
  path: string;
  body?: JsonObject;
  timeoutMs: number;
  token?: string;
}

/**
 * One request to a member's JSON gateway. In answers 64-bit numbers are strings, and what is empty, zero or false is
 * left out. Rejects with a GatewayError when the member answers with an error, otherwise with what fetch says.
 */
export async function callGateway<T>(
  { address, path, body = {}, timeoutMs, token }: Call,
  { signal }: { signal: AbortSignal },
): Promise<T> {
  signal.throwIfAborted();
  const response = await fetch(`http://${address}/v3/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token === undefined ? {} : { authorization: token }) },
    body: JSON.stringify(body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.round(timeoutMs)))]),
  });
  const answer = (await response.json()) as T & { code?: number; message?: string; error?: unknown };
  if (response.ok) return answer;
  throw new GatewayError(answer.message ?? `HTTP ${response.status}`, answer.code ?? grpcCode.unavailable);
}

/** Whether a request was refused for want of an account or its rights: an answer that only authentication gives. */
export function isLockedOut(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  // "user name is empty" is an invalid argument to etcd; our requests have no other.
  const codes: number[] = [grpcCode.invalidArgument, grpcCode.permissionDenied, grpcCode.unauthenticated];
  return codes.includes(error.code);
}

/** Keys and values are base64 in the gateway's JSON. */
export function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}

export function decode(base64: string | undefined): string {
  return Buffer.from(base64 ?? "", "base64").toString();
}

/** Every key that begins with this: from it up to, not including, the next that does not. */
export function prefixRange(prefix: string): { key: string; range_end: string } {
  const end = Buffer.from(prefix);
  const last = end.length - 1;
  end.writeUInt8(end.readUInt8(last) + 1, last);
  return { key: encode(prefix), range_end: end.toString("base64") };
}
