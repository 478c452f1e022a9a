import { request } from "node:http";
import type { Context, Json } from "@eval/core";
import { parseExactJson } from "./exact-json.js";

export interface HttpRequest {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** With the leading slash. */
  path: string;
  /** Sent as JSON. */
  body?: Json;
  /** Milliseconds, within the context's deadline. */
  timeoutMs: number;
}

export interface HttpAnswer {
  status: number;
  text: string;
  /** When the server said so, by its own clock, in whole seconds: ms since 1970. Null where it did not. */
  at: number | null;
}

/**
 * One request to `host:port`, on a connection of its own. Resolves with whatever is answered, refusals too;
 * rejects when nothing is in time, and with the context's reason when that aborts.
 */
export function askHttp(address: string, ask: HttpRequest, context: Context): Promise<HttpAnswer> {
  const { signal } = context;
  const { method = "GET", path, body, timeoutMs } = ask;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const limit = AbortSignal.timeout(Math.ceil(Math.min(timeoutMs, context.remainingMs())));
    const stop = AbortSignal.any([signal, limit]);
    const fail = (error: Error) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const message = limit.aborted ? `no answer within ${Math.round(timeoutMs)} ms` : error.message;
      reject(new Error(`${address}${path}: ${message}`, { cause: error }));
    };
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const [host = "", port = ""] = address.split(":");
    const sent = request({ host, port, path, method, headers, agent: false, signal: stop }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", fail);
      answer.on("end", () => {
        const at = Date.parse(answer.headers.date ?? "");
        resolve({
          status: answer.statusCode ?? 0,
          text: Buffer.concat(chunks).toString(),
          at: Number.isNaN(at) ? null : at,
        });
      });
    });
    sent.on("error", fail);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The answer's JSON, where it was given with a status below 300; rejects with what was said instead. */
export async function askJson(
  address: string,
  ask: HttpRequest,
  context: Context,
): Promise<{ value: Json; at: number | null }> {
  const { status, text, at } = await askHttp(address, ask, context);
  if (status >= 300) throw new Error(`${address}${ask.path}: ${status} ${text.trim()}`);
  return { value: text.trim() === "" ? null : parseExactJson(text), at };
}
