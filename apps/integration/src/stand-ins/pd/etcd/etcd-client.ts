import { Agent } from "node:http";
import { httpCall } from "../../rpc/http-call.js";

/** A member as etcd lists it. Ids are uint64, in decimal. */
export interface EtcdMember {
  id: string;
  /** Empty for a member that was added and has not started yet. */
  name: string;
  peerUrls: string[];
  clientUrls: string[];
}

/** etcd through its JSON gateway. Every call has a deadline and rejects with what etcd said. */
export interface EtcdClient {
  status(): Promise<{ memberId: string; leaderId: string; clusterId: string }>;
  members(): Promise<EtcdMember[]>;
  addMember(peerUrls: readonly string[]): Promise<EtcdMember>;
  removeMember(id: string): Promise<void>;
  moveLeader(id: string): Promise<void>;
  get(key: string, options?: { stale?: boolean }): Promise<string | undefined>;
  /** Values by key. */
  list(prefix: string): Promise<Map<string, string>>;
  put(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
  /** Writes only while nothing is there; false when something is. */
  create(key: string, value: string, leaseId?: string): Promise<boolean>;
  /** Writes only while `guard` holds `expected`; false when it does not. */
  putIf(guard: { key: string; expected: string }, entries: ReadonlyMap<string, string | null>): Promise<boolean>;
  grantLease(seconds: number): Promise<string>;
  /** False when the lease has run out. */
  keepLease(id: string): Promise<boolean>;
  revokeLease(id: string): Promise<void>;
}

const CALL_MS = 3_000;
const MAX_SOCKETS = 8;
const encode = (text: string): string => Buffer.from(text).toString("base64");
const decode = (text: string): string => Buffer.from(text, "base64").toString();

/** `url`: etcd's client URL, or a PD's: PD forwards `/v3`. */
export function etcdClient(url: string): EtcdClient {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  const post = async <Answer>(path: string, said: object): Promise<Answer> => {
    const body = JSON.stringify(said);
    const answer = await httpCall(`${url}/v3/${path}`, { method: "POST", body, timeoutMs: CALL_MS, agent });
    const text = answer.body.toString();
    if (answer.status !== 200) throw new Error(errorOf(text) ?? `etcd answered ${answer.status}`);
    return JSON.parse(text) as Answer;
  };
  const range = async (body: object): Promise<{ key: string; value?: string }[]> =>
    (await post<{ kvs?: { key: string; value?: string }[] }>("kv/range", body)).kvs ?? [];
  const putOp = (key: string, value: string, leaseId?: string) => ({
    request_put: { key: encode(key), value: encode(value), ...(leaseId === undefined ? {} : { lease: leaseId }) },
  });

  return {
    status: async () => {
      const answer = await post<{ header: { member_id: string; cluster_id: string }; leader?: string }>(
        "maintenance/status",
        {},
      );
      return {
        memberId: answer.header.member_id,
        clusterId: answer.header.cluster_id,
        leaderId: answer.leader ?? "0",
      };
    },
    members: async () =>
      (await post<{ members?: RawMember[] }>("cluster/member/list", {})).members?.map(memberOf) ?? [],
    addMember: async (peerUrls) =>
      memberOf((await post<{ member: RawMember }>("cluster/member/add", { peerURLs: peerUrls })).member),
    removeMember: async (id) => void (await post("cluster/member/remove", { ID: id })),
    moveLeader: async (id) => void (await post("maintenance/transfer-leadership", { targetID: id })),
    get: async (key, options) => {
      const [found] = await range({ key: encode(key), serializable: options?.stale === true });
      return found && decode(found.value ?? "");
    },
    list: async (prefix) => {
      const kvs = await range({ key: encode(prefix), range_end: encode(afterPrefix(prefix)) });
      return new Map(kvs.map(({ key, value }) => [decode(key), decode(value ?? "")]));
    },
    put: async (key, value) => void (await post("kv/put", { key: encode(key), value: encode(value) })),
    remove: async (key) => void (await post("kv/deleterange", { key: encode(key) })),
    create: async (key, value, leaseId) => {
      const answer = await post<{ succeeded?: boolean }>("kv/txn", {
        compare: [{ target: "CREATE", key: encode(key), create_revision: "0", result: "EQUAL" }],
        success: [putOp(key, value, leaseId)],
      });
      return answer.succeeded === true;
    },
    putIf: async (guard, entries) => {
      const answer = await post<{ succeeded?: boolean }>("kv/txn", {
        compare: [{ target: "VALUE", key: encode(guard.key), value: encode(guard.expected), result: "EQUAL" }],
        success: [...entries].map(([key, value]) =>
          value === null ? { request_delete_range: { key: encode(key) } } : putOp(key, value),
        ),
      });
      return answer.succeeded === true;
    },
    grantLease: async (seconds) => (await post<{ ID: string }>("lease/grant", { TTL: String(seconds) })).ID,
    keepLease: async (id) => {
      const answer = await post<{ result?: { TTL?: string } }>("lease/keepalive", { ID: id });
      return Number(answer.result?.TTL ?? 0) > 0;
    },
    revokeLease: async (id) => void (await post("lease/revoke", { ID: id })),
  };
}

interface RawMember {
  ID: string;
  name?: string;
  peerURLs?: string[];
  clientURLs?: string[];
}

const memberOf = (raw: RawMember): EtcdMember => ({
  id: raw.ID,
  name: raw.name ?? "",
  peerUrls: raw.peerURLs ?? [],
  clientUrls: raw.clientURLs ?? [],
});

const afterPrefix = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);

function errorOf(text: string): string | undefined {
  try {
    const { error, message } = JSON.parse(text) as { error?: string; message?: string };
    return error ?? message;
  } catch {
    return undefined;
  }
}
