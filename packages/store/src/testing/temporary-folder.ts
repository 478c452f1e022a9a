import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryFolder extends AsyncDisposable {
  path(name: string): string;
}

/** A folder that anybody may enter and that is gone after use. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const folder = await mkdtemp(join(tmpdir(), "eval-store-"));
  await chmod(folder, 0o755);
  return {
    path: (name) => join(folder, name),
    async [Symbol.asyncDispose]() {
      await chmod(folder, 0o755);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
