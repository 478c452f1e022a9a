import { jsonOption, valued, type Command } from "./command.js";

export const listVariantsCommand: Command = {
  name: "list-variants",
  summary: "List the variants in a folder; a broken file is an error",
  options: { dir: valued("Folder of variant files", { defaultDescription: "variants" }), json: jsonOption },
  run: async (args, io) => (await import("../campaign/list-variants-command.js")).listVariants(args, io),
};
