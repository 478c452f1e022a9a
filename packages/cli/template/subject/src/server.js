/** One server: `server.js FOLDER NODE`, started by the keeper. A number is acknowledged once it is on the disk. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { answer } from "./answer.js";

const [folder = "", node = ""] = process.argv.slice(2);
const file = join(folder, `${node}.numbers`);
const numbers = new Set(existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);

answer(join(folder, `${node}.sock`), ([verb = "", ...asked]) => {
  if (verb === "missing") return asked.filter((number) => !numbers.has(number)).join(" ");
  const [number] = asked;
  if (verb !== "write" || number === undefined) throw new Error("say write NUMBER, or missing NUMBER...");
  const opened = openSync(file, "a");
  writeSync(opened, `${number}\n`);
  fsyncSync(opened);
  closeSync(opened);
  numbers.add(number);
  return "done";
});

process.on("disconnect", () => process.exit());
process.send?.("listening");
