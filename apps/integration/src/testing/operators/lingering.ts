import { spawn } from "node:child_process";
import { quoted, type Hands } from "../hands.js";
import { takeOn } from "./take-on.js";

/** Operators that leave a daemon behind: twice forked, in a session of its own, starting the server again and again. */
export const lingering = {
  async leavesRestartLoop(hands: Hands) {
    await leave(hands, "setsid");
  },

  /** With nothing in its environment that tells where it comes from. */
  async leavesRestartLoopWithoutEnvironment(hands: Hands) {
    await leave(hands, `env -i PATH="$PATH" setsid`);
  },
};

async function leave(hands: Hands, inSession: string): Promise<void> {
  const { node } = await takeOn(hands);
  const loop = `while :; do ${await hands.command("start", node)}; sleep 0.2; done`;
  spawn("/bin/sh", ["-c", `${inSession} /bin/sh -c ${quoted(`(${loop}) > /dev/null 2>&1 &`)}`], { stdio: "ignore" });
}
