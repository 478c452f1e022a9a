import type { PdMember } from "../../rpc/messages.js";
import { httpCall } from "../../rpc/http-call.js";
import { VERSION } from "../../version.js";
import { GIT_HASH, PD_VERSION, type PdNode } from "../pd-node.js";
import { bodyOf, json, type Answer, type Request, type Route } from "./router.js";

const PING_MS = 1_500;
const ROOT = "/pd/api/v1";

/** What every member answers by itself, about itself and the member list. */
export function localRoutes(node: PdNode): Route[] {
  return [
    { method: "GET", path: `${ROOT}/ping`, handle: () => json({}) },
    { method: "GET", path: `${ROOT}/version`, handle: () => json({ branch: "stand-in", version: PD_VERSION }) },
    { method: "GET", path: `${ROOT}/health`, handle: () => health(node) },
    {
      method: "GET",
      path: `${ROOT}/status`,
      handle: () =>
        json({ build_ts: "", version: PD_VERSION, git_hash: GIT_HASH, start_timestamp: node.startedAt, loaded: true }),
    },
    { method: "GET", path: `${ROOT}/config`, handle: () => config(node) },
    { method: "GET", path: `${ROOT}/config/schedule`, handle: () => config(node, "schedule") },
    { method: "GET", path: `${ROOT}/config/replicate`, handle: () => config(node, "replication") },
  ];
}

/** What the leader answers about members. Paths are complete. */
export function memberRoutes(node: PdNode): Route[] {
  return [
    { method: "GET", path: `${ROOT}/members`, handle: () => listMembers(node) },
    { method: "DELETE", path: `${ROOT}/members/name/{name}`, handle: (request) => removeMember(node, request, "name") },
    { method: "DELETE", path: `${ROOT}/members/id/{id}`, handle: (request) => removeMember(node, request, "id") },
    { method: "POST", path: `${ROOT}/members/name/{name}`, handle: (request) => setPriority(node, request) },
    { method: "GET", path: `${ROOT}/leader`, handle: () => leader(node) },
    { method: "POST", path: `${ROOT}/leader/resign`, handle: () => resign(node) },
    { method: "POST", path: `${ROOT}/leader/transfer/{name}`, handle: (request) => transfer(node, request) },
    {
      method: "GET",
      path: `${ROOT}/cluster`,
      handle: () => json({ id: BigInt(node.clusterId), max_peer_count: 3 }),
    },
    {
      method: "GET",
      path: `${ROOT}/cluster/status`,
      handle: () => json({ is_initialized: true, raft_bootstrap_time: "", replication_status: "" }),
    },
  ];
}

/** `member_id` exceeds 2^53: it is written with all its digits. */
const memberJson = (member: PdMember): object => ({ ...member, member_id: BigInt(member.member_id) });

/** A member is healthy when it answers a ping at its client URL. */
async function health(node: PdNode): Promise<Answer> {
  const { members } = await node.members();
  const healthy = await Promise.all(
    members.map(async (member) => {
      const pings = member.client_urls.map(async (url) => {
        const { status } = await httpCall(`${url}${ROOT}/ping`, { method: "GET", timeoutMs: PING_MS });
        if (status !== 200) throw new Error(`ping: ${status}`);
      });
      return Promise.any(pings).then(
        () => true,
        () => false,
      );
    }),
  );
  return json(
    members.map(({ name, member_id, client_urls }, index) => ({
      name,
      member_id: BigInt(member_id),
      client_urls,
      health: healthy[index],
    })),
  );
}

async function listMembers(node: PdNode): Promise<Answer> {
  const { members, leader: pdLeader, etcdLeader } = await node.members();
  return json({
    header: { cluster_id: BigInt(node.clusterId) },
    members: members.map(memberJson),
    leader: pdLeader && memberJson(pdLeader),
    etcd_leader: etcdLeader && memberJson(etcdLeader),
  });
}

async function leader(node: PdNode): Promise<Answer> {
  const { leader: found } = await node.members();
  return json(found ? memberJson(found) : null);
}

async function removeMember(node: PdNode, { params }: Request, by: "name" | "id"): Promise<Answer> {
  const wanted = params[by];
  const member = (await node.etcd.members()).find((candidate) => candidate[by] === wanted);
  if (!member) return json(`not found, pd: ${wanted}`, 404);
  await node.etcd.remove(`${node.root}/member/${member.id}/leader_priority`);
  await node.etcd.removeMember(member.id);
  node.membersChanged();
  return json(`removed, pd: ${wanted}`);
}

async function setPriority(node: PdNode, request: Request): Promise<Answer> {
  const { name } = request.params;
  const member = (await node.etcd.members()).find((candidate) => candidate.name === name);
  if (!member) return json(`not found, pd: ${name}`, 404);
  const priority = (bodyOf(request) as Record<string, unknown>)["leader-priority"];
  if (typeof priority !== "number") return json("bad format leader priority", 400);
  await node.etcd.put(`${node.root}/member/${member.id}/leader_priority`, String(priority));
  node.membersChanged();
  return json("success");
}

async function resign(node: PdNode): Promise<Answer> {
  const next = (await node.etcd.members()).find(({ id, name }) => id !== node.memberId && name !== "");
  if (!next) return json("no valid pd to transfer etcd leader", 500);
  await node.leadership.transfer(next.id);
  return json("The resign command is submitted.");
}

async function transfer(node: PdNode, { params }: Request): Promise<Answer> {
  const next = (await node.etcd.members()).find(({ name }) => name === params.name);
  if (!next) return json(`not found, pd: ${params.name}`, 500);
  if (next.id !== node.memberId) await node.leadership.transfer(next.id);
  return json("The transfer command is submitted.");
}

/** The leader's, as it is kept; every member can read it. */
async function config(node: PdNode, section?: "schedule" | "replication"): Promise<Answer> {
  const kept = await node.etcd.get(`${node.root}/config`, { stale: true });
  const tree = JSON.parse(kept ?? "{}") as Record<string, unknown>;
  if (section) return json(tree[section]);
  const { options } = node;
  return json({
    "client-urls": options.clientUrls,
    "peer-urls": options.peerUrls,
    "advertise-client-urls": options.advertiseClientUrls,
    "advertise-peer-urls": options.advertisePeerUrls,
    name: options.name,
    "data-dir": options.dataDir,
    "force-new-cluster": options.forceNewCluster,
    "enable-grpc-gateway": true,
    "initial-cluster": options.initialCluster,
    "initial-cluster-state": "new",
    "initial-cluster-token": options.initialClusterToken,
    join: options.join,
    lease: options.leaseMs / 1_000,
    log: { level: options.logLevel, format: "text", file: { filename: options.logFile } },
    "cluster-version": VERSION,
    ...tree,
  });
}
