import { expect, it } from "vitest";
import { refusalOf, repositoryFields } from "./repository-fields.mjs";

it("tells where a package's source is, from where it is built", () => {
  const place = { server: "https://git.example", repository: "me/fork", folder: "packages/core" };
  expect(repositoryFields(place)).toEqual({
    repository: { type: "git", url: "git+https://git.example/me/fork.git", directory: "packages/core" },
    bugs: "https://git.example/me/fork/issues",
    homepage: "https://git.example/me/fork/tree/main/packages/core#readme",
  });
});

it("releases under a tag only what has its version", () => {
  const packages = [
    { name: "a", version: "1.2.3" },
    { name: "b", version: "1.2.2" },
  ];
  expect(refusalOf("v1.2.3", packages.slice(0, 1))).toBeNull();
  expect(refusalOf("v1.2.3", packages)).toContain("there is b 1.2.2");
  expect(refusalOf("", packages)).toContain("the tag is missing");
});
