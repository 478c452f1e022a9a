import { briefed, defineChaosType, until, type Briefing, type Context } from "@eval/core";
import { z } from "zod";
import { checkClient } from "../client.js";
import type { EtcdCluster } from "../etcd-cluster.js";
import { callGateway, GatewayError } from "../gateway.js";
import { administratorToken } from "../lost-writes.js";
import { administrator, checkKey } from "../settings.js";
import { askLeader } from "./member-calls.js";

const params = z.strictObject({});

type Plan = { account: string };

const callMs = 3000;

export const authLockedOut = defineChaosType<EtcdCluster, Record<string, never>, Plan>({
  summary: "Authentication is switched on, and clients, which have no account, are turned away",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  // It is kept with the data.
  healsByRestart: () => false,

  async plan() {
    return await Promise.resolve({ account: administrator.name });
  },

  async inject(cluster, _plan, context) {
    const { name, password } = administrator;
    const steps = [
      { path: "auth/user/add", body: { name, password } },
      { path: "auth/role/add", body: { name } },
      { path: "auth/user/grant", body: { user: name, role: name } },
      { path: "auth/enable", body: {} },
    ];
    for (const step of steps) await unlessSo(askLeader(cluster, step, context));
    const refused = await until(async () => {
      const check = await checkAsClient(cluster, context);
      return !check.ok && check.lockedOut ? check.message : undefined;
    }, context);
    return { client: refused };
  },

  async inForce(cluster, _plan, context) {
    const check = await checkAsClient(cluster, context);
    if (check.ok) return "absent";
    return check.lockedOut ? "present" : "unknown";
  },

  async cleanup(cluster, _plan, context) {
    const [address] = await cluster.addresses(context);
    const check = await checkAsClient(cluster, context);
    if (!check.ok && check.lockedOut && address !== undefined) {
      const token = await administratorToken(address, { timeoutMs: callMs, signal: context.signal });
      await callGateway({ address, path: "auth/disable", timeoutMs: callMs, token }, context);
    }
    await unlessSo(askLeader(cluster, { path: "auth/user/delete", body: { name: administrator.name } }, context));
    await unlessSo(askLeader(cluster, { path: "auth/role/delete", body: { role: administrator.name } }, context));
  },

  remedy: (_plan, _metadata, briefing) => {
    const account = `${administrator.name}:${administrator.password}`;
    return [briefed(briefing, "etcdctl", briefing.nodes[0]?.name ?? "", "--user", account, "auth", "disable")];
  },

  wrongFixes: (_plan, _metadata, briefing) => [
    {
      name: "restart_all",
      why: "authentication is kept with the data",
      commands: briefing.nodes.map(({ name }) => briefed(briefing, "restart", name)),
    },
    {
      name: "account_for_clients",
      why: "no client knows that it has an account now",
      commands: accountForClients(briefing),
    },
  ],
});

function accountForClients(briefing: Briefing): string[] {
  const account = ["--user", `${administrator.name}:${administrator.password}`];
  const etcdctl = (...words: string[]) =>
    briefed(briefing, "etcdctl", briefing.nodes[0]?.name ?? "", ...account, ...words);
  return [
    etcdctl("role", "add", "client"),
    etcdctl("role", "grant-permission", "client", "--prefix=true", "readwrite", "/"),
    etcdctl("user", "add", "client:client"),
    etcdctl("user", "grant-role", "client", "client"),
  ];
}

async function checkAsClient(cluster: EtcdCluster, context: Context) {
  const { clock, signal } = context;
  const addresses = await cluster.addresses(context);
  return await checkClient({ key: checkKey, value: "client" }, { addresses, timeoutMs: callMs, clock, signal });
}

/** What is there already, or gone already, etcd refuses; what it could not do for another reason shows in the measurement. */
async function unlessSo(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
  }
}
