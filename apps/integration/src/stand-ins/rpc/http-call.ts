import { request as httpRequest, type Agent } from "node:http";

export interface HttpCall {
  method: string;
  body?: string | Buffer;
  headers?: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Keeps connections open between calls. */
  agent?: Agent;
}

export interface HttpAnswer {
  status: number;
  type: string;
  body: Buffer;
}

/** One request, answered in full before the deadline. Rejects when it is not. */
export function httpCall(url: string, { method, body, headers, timeoutMs, agent }: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const call = httpRequest(url, { method, headers, agent, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers["content-type"] ?? "",
          body: Buffer.concat(chunks),
        }),
      );
    });
    call.on("error", (error: Error) => {
      reject(signal.aborted ? new Error(`no answer within ${timeoutMs} ms: ${url}`, { cause: error }) : error);
    });
    call.end(body);
  });
}
