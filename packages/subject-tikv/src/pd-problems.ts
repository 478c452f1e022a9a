import type { Problem } from "@eval/core";
import { problem } from "./problem.js";
import { isInPlace, type Sight } from "./sight.js";
import type { Topology } from "./topology.js";

/** What is wrong with the members of PD, and with what can be heard from them. Pure. */
export function pdProblems(topology: Topology, { nodes, pd }: Sight): Problem[] {
  const inPlace = topology.pds.filter((name) => isInPlace(nodes.find((node) => node.name === name)));
  const silent = inPlace.filter((name) => !pd.answering[name]);
  return [
    ...silent.map((name) =>
      problem("pd_unresponsive", name, "critical", `${name} is running, and answers for no leader of PD`),
    ),
    ...(pd.members === null
      ? [problem("pd_unavailable", null, "critical", "no PD answers with a leader")]
      : memberProblems(topology, pd.members, pd.health, silent)),
    ...unsaid(pd),
  ];
}

function memberProblems(
  { pds }: Topology,
  members: NonNullable<Sight["pd"]["members"]>,
  health: Sight["pd"]["health"],
  silent: readonly string[],
): Problem[] {
  const names = members.map(({ name }) => name);
  const missing = pds.filter((name) => !names.includes(name));
  const unknown = members.filter(({ name }) => !pds.includes(name));
  const unwell = pds.filter((name) => health?.[name] === false && !missing.includes(name) && !silent.includes(name));
  return [
    ...missing.map((name) => problem("pd_member_missing", name, "critical", `${name} is no member of PD`)),
    ...unknown.map(({ name, memberId }) => ({
      ...problem(
        "pd_member_unknown",
        null,
        "warning",
        `PD has a member that does not belong to it: ${name || memberId}`,
      ),
      key: `pd_member_unknown:${name || memberId}`,
    })),
    ...unwell.map((name) => problem("pd_member_unhealthy", name, "critical", `PD says that ${name} is not healthy`)),
  ];
}

/** Questions that a PD with a leader left open. Whether members are well it may take its time to find out. */
function unsaid(pd: Sight["pd"]): Problem[] {
  if (pd.members === null) return [];
  const { stores, regions, schedulers, config } = pd;
  const open = Object.entries({ stores, regions, schedulers, configuration: config }).filter(
    ([, said]) => said === null,
  );
  if (open.length === 0) return [];
  const what = open.map(([name]) => name).join(", ");
  return [problem("pd_incomplete", null, "critical", `PD does not tell about ${what}`)];
}
