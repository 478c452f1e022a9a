import { defaultToolbox } from "@eval/docker-kit";

/** The one place where versions are pinned. */
const version = "v8.5.5";

export const defaultImages = {
  pd: `pingcap/pd:${version}`,
  tikv: `pingcap/tikv:${version}`,
  toolbox: defaultToolbox,
} as const;
