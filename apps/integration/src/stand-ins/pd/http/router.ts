import type { IncomingMessage, Server } from "node:http";
import { createServer } from "node:http";
import { exactJson } from "../../exact-json.js";
import { reasonOf } from "../../log.js";

export interface Request {
  method: string;
  path: string;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Buffer;
}

export const JSON_TYPE = "application/json; charset=UTF-8";
export const PLAIN = "text/plain; charset=utf-8";

export interface Answer {
  status: number;
  type: typeof JSON_TYPE | typeof PLAIN;
  body: string | Buffer;
}

export interface Route {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** With parameters in braces: `/store/{id}`. */
  path: string;
  handle(request: Request): Answer | Promise<Answer>;
}

export const json = (value: unknown, status = 200): Answer => ({
  status,
  type: JSON_TYPE,
  body: exactJson(value),
});

export const plain = (body: string, status: number): Answer => ({
  status,
  type: PLAIN,
  body: `${body}\n`,
});

/** The request's JSON. Throws a BadRequest for anything else. */
export function bodyOf(request: Request): unknown {
  try {
    return JSON.parse(request.body.toString());
  } catch (error) {
    throw new BadRequest(reasonOf(error));
  }
}

export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

/** Finds the first route that fits; undefined when none does. */
export function dispatcher(routes: readonly Route[]): (request: Request) => Promise<Answer> | undefined {
  const compiled = routes.map((route) => ({ ...route, pattern: patternOf(route.path) }));
  return (request) => {
    for (const route of compiled) {
      const match = route.method === request.method ? route.pattern.exec(request.path) : null;
      if (match) return Promise.resolve(route.handle({ ...request, params: { ...match.groups } }));
    }
    return undefined;
  };
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`);

/** Whatever `answer` throws becomes a 500 with its words, a BadRequest a 400. */
export function httpServer(answer: (request: Request, incoming: IncomingMessage) => Promise<Answer>): Server {
  return createServer((incoming, response) => {
    const answered = async (): Promise<Answer> => {
      const url = new URL(incoming.url ?? "/", "http://here");
      const { pathname: path, searchParams: query } = url;
      const request = { method: incoming.method ?? "GET", path, query, body: await read(incoming), params: {} };
      return answer(request, incoming);
    };
    void answered()
      .catch((error: unknown) => json(reasonOf(error), error instanceof BadRequest ? 400 : 500))
      .then(({ status, type, body }) => response.writeHead(status, { "content-type": type }).end(body));
  });
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
