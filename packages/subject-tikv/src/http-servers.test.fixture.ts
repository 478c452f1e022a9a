import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface HttpCall {
  method: string;
  path: string;
  body: string;
}

/** What to answer; a text is a 200, and nothing leaves the caller waiting. */
export type Reply = string | { status: number; text: string } | undefined;

/** An HTTP server on a free port of loopback. */
export class TestHttpServer implements AsyncDisposable {
  readonly calls: HttpCall[] = [];
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(reply: (call: HttpCall) => Reply): Promise<TestHttpServer> {
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.on("end", () => {
        const call = { method: request.method ?? "", path: request.url ?? "", body };
        made.calls.push(call);
        const said = reply(call);
        if (said === undefined) return;
        const { status, text } = typeof said === "string" ? { status: 200, text: said } : said;
        response.writeHead(status).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const made = new TestHttpServer(server, (server.address() as AddressInfo).port);
    return made;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
