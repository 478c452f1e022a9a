import type { Context, HostCapability, Lacking } from "@eval/core";
import { connectEngine, HostNetwork } from "@eval/docker-kit";
import { defaultImages } from "./images.js";

/** What this host's kernel can do to a container's network, found out with the toolbox image that is in use. */
export class NetworkHost {
  readonly #network = new HostNetwork();
  /** Of the latest cluster of this process; before there is one, ours. */
  toolboxImage: string = defaultImages.toolbox;

  /**
   * Of these needs what the host lacks. While the image is not here nothing can be said: whoever makes a cluster
   * with it gets it or is told, and whoever names another by the options does not need it.
   */
  async preflight(needs: readonly HostCapability[], context: Context): Promise<Lacking[]> {
    if (needs.length === 0 || !(await this.#isHere(context))) return [];
    return await this.#network.preflight({ needs, toolboxImage: this.toolboxImage }, context);
  }

  async #isHere(context: Context): Promise<boolean> {
    const { docker } = await connectEngine(context);
    const filters = { reference: [this.toolboxImage] };
    return (await docker.listImages({ filters, abortSignal: context.signal })).length > 0;
  }
}
