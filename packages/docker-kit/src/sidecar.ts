import type { ContainerCreateOptions } from "dockerode";
import { besideOf, labels, labelsOf, type Identity } from "./labels.js";

/** A container beside a cluster. It carries the cluster's id, so that a sweep finds it; name and labels tell nothing else. */
export interface SidecarSpec {
  identity: Identity;
  image: string;
  argv: readonly string[];
  /** A network's name, `container:NAME` for the namespace of that container, or `none`. @default "none" */
  network?: string;
  volumes?: readonly { name: string; at: string }[];
  /** Linux capabilities beyond the usual ones: `NET_ADMIN`. */
  capAdd?: readonly string[];
  /** The node that it goes on beside, by which it is found again. The engine chooses its name. */
  beside?: string;
}

/** What goes into it, ends with it. */
export const piping = { OpenStdin: true, StdinOnce: true, AttachStdin: true };

/** What the engine is asked for. It removes itself at its end. */
export function sidecarOptions(spec: SidecarSpec): ContainerCreateOptions {
  return {
    Image: spec.image,
    Entrypoint: [...spec.argv],
    Cmd: [],
    Labels: {
      ...labelsOf(spec.identity, "sidecar"),
      ...(spec.beside === undefined ? {} : { [labels.beside]: besideOf(spec.identity, spec.beside) }),
    },
    HostConfig: {
      NetworkMode: spec.network ?? "none",
      // By itself too, should whoever started it be gone by then.
      AutoRemove: true,
      Binds: (spec.volumes ?? []).map(({ name, at }) => `${name}:${at}`),
      CapAdd: [...(spec.capAdd ?? [])],
    },
  };
}
