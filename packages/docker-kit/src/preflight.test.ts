import { expect, it } from "vitest";
import { lackingImage } from "./preflight.js";

it("an image that cannot be had is named, with the option that names another and the cause", () => {
  const lacking = lackingImage({ image: "a/b:1", option: "pdImage" }, new Error("a/b:1 cannot be had: no such host"));
  expect(lacking).toMatchObject({
    capability: "image a/b:1",
    message: "a/b:1 cannot be had: no such host",
    hint: expect.stringContaining("--option pdImage=IMAGE"),
  });
});
