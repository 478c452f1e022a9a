import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { EvalSubject } from "../../subject.js";
import fileSubject from "./file-subject.test.fixture.js";

/** Finds a cluster again only where the folder for temporary files is the one it was made in. */
const homesick = {
  ...fileSubject,
  attach: (handle, context) => {
    const { folder } = handle as { folder: string };
    return fileSubject.attach({ folder: join(tmpdir(), basename(folder)) }, context);
  },
} as EvalSubject;

export default homesick;
