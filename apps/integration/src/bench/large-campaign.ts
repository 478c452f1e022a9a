import { commandDigester } from "@eval/analysis";
import { defaultTiming, seededRandom, type JsonObject, type Random } from "@eval/core";
import { openStore, type NewTrial, type Store, type StoredCommand } from "@eval/store";

/** So many writes are under way at once: as many as the store puts into one transaction. */
const groupSize = 100;

const shellCommands = [
  "node-admin status",
  "node-admin log n1 --tail 50",
  "node-admin status n2",
  'sql n1 "SELECT state, count(*) FROM pg_stat_activity GROUP BY state"',
  "node-admin restart n2",
  "df -h",
  "ls -l /var/lib/data",
  'sql n2 "SELECT pg_is_in_recovery()"',
  "node-admin log n3 --tail 200",
  "node-admin start n3",
  "rm -rf /var/lib/data/tmp",
];

/** Writes one campaign of so many trials, each with its states and ten commands; returns its number. */
export async function writeLargeCampaign(path: string, { trials }: { trials: number }): Promise<number> {
  await using store = await openStore(path, { digestCommands: commandDigester() });
  const campaignId = await store.insertCampaign({
    name: "large",
    subject: "generated",
    chaosType: "node_kill",
    trialCount: trials,
    baseline: false,
    variant: "generated",
    seed: "large",
    config: { arm: "generated", params: {}, options: {}, timing: defaultTiming },
    createdAt: new Date(Date.UTC(2026, 0, 1)).toISOString(),
  });
  for (let from = 0; from < trials; from += groupSize) await writeGroup(store, { campaignId, from, trials });
  return campaignId;
}

async function writeGroup(store: Store, { campaignId, from, trials }: Group): Promise<void> {
  const numbers = Array.from({ length: Math.min(groupSize, trials - from) }, (_, index) => from + index);
  await Promise.all(numbers.map((number) => store.insertTrial(generatedTrial(campaignId, number))));
}

interface Group {
  campaignId: number;
  from: number;
  trials: number;
}

/** Repaired in seven of ten; one in fifty is invalid. Times with the three decimals that the harness keeps. */
function generatedTrial(campaignId: number, number: number): NewTrial {
  const random = seededRandom(`large#${number}`);
  const began = Date.UTC(2026, 0, 1) + number * 400_000;
  const invalid = random.float() < 0.02;
  const success = !invalid && random.float() < 0.7;
  const detected = ms(1_000 + random.float() * 20_000);
  const recovered = ms(detected + 2_000 + random.float() * 200_000);
  const until = success ? recovered : defaultTiming.horizonMs;
  const wall = (offset: number) => new Date(began + offset).toISOString();
  return {
    campaignId,
    startedAt: wall(0),
    chaosInjectedAt: wall(15_000),
    ticketCreatedAt: wall(15_000 + detected),
    resolvedAt: success ? wall(16_000 + recovered) : null,
    recoveredAt: success ? wall(15_000 + recovered) : null,
    endedAt: wall(30_000 + until),
    detectedAfterMs: detected,
    resolvedAfterMs: success ? ms(recovered + 1_000) : null,
    recoveredAfterMs: success ? recovered : null,
    outcome: invalid ? "invalid" : success ? "success" : "timeout",
    outcomeCode: invalid ? "not_healthy" : null,
    claim: success ? "resolved" : null,
    claimCorrect: success ? true : null,
    healedBy: success ? "operator" : null,
    chaosType: "node_kill",
    operatorName: "command",
    variantName: "generated",
    baseline: false,
    seed: `large#${number + 1}`,
    attempt: 1,
    unavailableMs: Math.floor(until / 250) * 250,
    probeCount: Math.floor(until / 250),
    probeFailures: Math.floor(until / 500),
    probeP50Ms: ms(1 + random.float()),
    probeP99Ms: ms(3 + random.float() * 10),
    lostWrites: 0,
    falseTickets: random.float() < 0.01 ? 1 : 0,
    otherTickets: 0,
    clockOffsetMs: null,
    tainted: false,
    clusterId: `cluster-${number}`,
    planDigest: number.toString(16).padStart(64, "0"),
    horizonMs: defaultTiming.horizonMs,
    healthyMs: ms(5_000 + random.float() * 10_000),
    initialState: stateOf(random, "running"),
    finalState: stateOf(random, success ? "running" : "down"),
    chaosMetadata: { node: "n2", pid: number, signal: "SIGKILL" },
    commands: commandsOf(random, began + 15_000 + detected),
    versions: { harness: "0.1.0", subject: "0.1.0", node: "v20.20.0" },
  };
}

/** About 2 KB of JSON, as a cluster of three nodes describes itself. */
function stateOf(random: Random, status: string): JsonObject {
  const nodes = ["n1", "n2", "n3"].map((name) => ({
    name,
    status,
    role: name === "n1" ? "primary" : "standby",
    position: random.integer(0, 0xffffffff),
    settings: Object.fromEntries(
      Array.from({ length: 16 }, (_, index) => [`setting_${index}`, `value ${random.integer(0, 1_000)}`]),
    ),
  }));
  return { nodes, digest: String(random.integer(0, 0xffffffff)) };
}

function commandsOf(random: Random, from: number): StoredCommand[] {
  return Array.from({ length: 10 }, (_, index) => ({
    tool_name: "shell",
    tool_params: JSON.stringify({
      command: shellCommands[random.integer(0, random.float() < 0.02 ? 10 : 9)],
      reasoning: `step ${index + 1}: is it this?`,
    }),
    exit_code: random.float() < 0.1 ? 1 : 0,
    timestamp: new Date(from + index * 700).toISOString(),
  }));
}

function ms(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
