import { connect } from "node:net";
import type { Inspection } from "./inspection.js";
import type { Layout } from "./layout.js";
import type { Reply, Request } from "./supervisor/protocol.js";

/** Whether anybody serves the socket is known; `silent` when somebody does but did not answer in time. */
export class SupervisorError extends Error {
  override readonly name = "SupervisorError";
  readonly reason: "absent" | "silent" | "refused";

  constructor(reason: "absent" | "silent" | "refused", message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Sends one request; rejects with SupervisorError, `refused` when the supervisor says no. */
export async function ask(layout: Layout, request: Request, signal: AbortSignal): Promise<Reply> {
  signal.throwIfAborted();
  const reply = await new Promise<Reply>((resolve, reject) => {
    let text = "";
    const socket = connect(layout.supervisorSocket);
    const giveUp = () =>
      socket.destroy(new SupervisorError("silent", `the supervisor did not answer "${request.verb}" in time`));
    signal.addEventListener("abort", giveUp, { once: true });
    socket.setEncoding("utf8");
    socket.on("connect", () => socket.write(`${JSON.stringify(request)}\n`));
    socket.on("data", (part: string) => (text += part));
    socket.on("error", (error) => reject(asSupervisorError(error)));
    socket.on("close", () => {
      signal.removeEventListener("abort", giveUp);
      if (!text.endsWith("\n")) return reject(new SupervisorError("absent", "the supervisor ended before it answered"));
      resolve(JSON.parse(text) as Reply);
    });
  });
  if (!reply.ok) throw new SupervisorError("refused", reply.text);
  return reply;
}

export async function inspectNodes(layout: Layout, timeoutMs: number, signal: AbortSignal): Promise<Inspection> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(timeoutMs) + 500)]);
  return (await ask(layout, { verb: "inspect", timeoutMs }, limit)).data as Inspection;
}

function asSupervisorError(error: NodeJS.ErrnoException | SupervisorError): SupervisorError {
  if (error instanceof SupervisorError) return error;
  const gone = ["ENOENT", "ECONNREFUSED", "ECONNRESET", "EPIPE"].includes(error.code ?? "");
  return new SupervisorError(gone ? "absent" : "silent", error.message);
}
