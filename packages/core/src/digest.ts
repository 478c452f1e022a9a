import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "./json.js";

/** SHA-256 of the value's canonical JSON, as 64 hexadecimal digits. */
export function digest(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
