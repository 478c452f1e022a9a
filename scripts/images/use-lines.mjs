/** What each subject in Docker is run with on these images: option by image. */
const subjects = [
  { subject: "etcd", options: { image: "eval-test/etcd", toolboxImage: "eval-test/toolbox" } },
  {
    subject: "tikv",
    options: { pdImage: "eval-test/pd", tikvImage: "eval-test/tikv", toolboxImage: "eval-test/toolbox" },
  },
];

/**
 * The commands that run a first trial on the images that are here, one for each subject that has all of its own.
 *
 * @param {(image: string) => boolean} isHere
 * @returns {string[]}
 */
export function useLines(isHere) {
  return subjects
    .filter(({ options }) => Object.values(options).every(isHere))
    .map(({ subject, options }) => {
      const named = Object.entries(options).map(([option, image]) => `--option ${option}=${image}`);
      return [
        "npx opseval run",
        `--plugin @eval/subject-${subject}`,
        ...named,
        "--chaos node_kill --operator remedy",
      ].join(" ");
    });
}
