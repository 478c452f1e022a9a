import { access, readFile } from "node:fs/promises";
import { release } from "node:os";
import { gunzipSync } from "node:zlib";
import type { Check } from "./check.js";

interface Ability {
  name: string;
  /** Kernel modules, any of which will do. */
  modules: readonly string[];
  /** The same as names in the kernel's configuration. */
  settings: readonly string[];
  purpose: string;
}

const abilities: readonly Ability[] = [
  {
    name: "kernel: netem",
    modules: ["sch_netem"],
    settings: ["CONFIG_NET_SCH_NETEM"],
    purpose: "slow and lossy networks between containers",
  },
  {
    name: "kernel: packet filter",
    modules: ["nf_tables", "ip_tables"],
    settings: ["CONFIG_NF_TABLES", "CONFIG_IP_NF_IPTABLES"],
    purpose: "network partitions between containers",
  },
];

/** What the kernel can do to networks, found out by reading alone. */
export async function checkKernel(platform: string): Promise<Check[]> {
  if (platform !== "linux") {
    return abilities.map(({ name, purpose }) => ({
      name,
      status: "unknown",
      needed: false,
      detail: `for ${purpose}; containers run on another kernel here`,
      todo: null,
    }));
  }
  const facts = await kernelFacts(abilities.flatMap(({ modules }) => modules));
  return abilities.map((ability) => judgeAbility(ability, facts));
}

export interface KernelFacts {
  loaded: ReadonlySet<string>;
  /** File names of all modules there are, loaded or not, as one text; null where there is no such list. */
  available: string | null;
  /** The kernel's configuration; null where it cannot be read. */
  configuration: string | null;
}

export function judgeAbility({ name, modules, settings, purpose }: Ability, facts: KernelFacts): Check {
  const check = { name, needed: false };
  const { loaded, available, configuration } = facts;
  if (modules.some((module) => loaded.has(module))) return { ...check, status: "ok", detail: purpose, todo: null };
  const isSet = settings.some((setting) => new RegExp(`^${setting}=[ym]$`, "m").test(configuration ?? ""));
  const isThere = modules.some((module) => available?.includes(`/${module}.ko`));
  if (isThere || isSet) return { ...check, status: "ok", detail: `${purpose}; not loaded yet`, todo: null };
  if (configuration === null) {
    const todo = `Look with \`modprobe ${modules[0] ?? ""}\` as root.`;
    return { ...check, status: "unknown", detail: `for ${purpose}; this kernel does not say what it can do`, todo };
  }
  return {
    ...check,
    status: "missing",
    detail: `for ${purpose}`,
    todo: `Use a kernel with ${settings.join(" or ")}; many distributions have it in linux-modules-extra.`,
  };
}

async function kernelFacts(modules: readonly string[]): Promise<KernelFacts> {
  const present = await Promise.all(
    modules.map(async (module) => ((await exists(`/sys/module/${module}`)) ? [module] : [])),
  );
  const folder = `/lib/modules/${release()}`;
  const lists = await Promise.all([readOrNull(`${folder}/modules.dep`), readOrNull(`${folder}/modules.builtin`)]);
  const available = lists.every((list) => list === null) ? null : lists.join("\n");
  const packed = await readFile("/proc/config.gz").catch(() => null);
  const configuration = packed ? gunzipSync(packed).toString("utf8") : await readOrNull(`/boot/config-${release()}`);
  return { loaded: new Set(present.flat()), available, configuration };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readOrNull(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}
