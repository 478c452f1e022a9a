export interface Names {
  /** In kebab-case. */
  subject: string;
  packageName: string;
  /** Of this program; what the package is written for. */
  version: string;
}

/** As the template is called, package and subject alike. */
const templateName = "my-subject";
/** Marks the parts that docs/writing-a-subject.md shows. */
const marks = /^ *\/\/ docs:.*\n/gm;

/**
 * The text of one of the template's files under other names. Source speaks of the subject; the manifest
 * and the README speak of the package.
 *
 * @param file path from the template's folder, with slashes
 */
export function personalise(file: string, text: string, { subject, packageName, version }: Names): string {
  if (file.startsWith("src/") || file.startsWith("test/")) {
    return text.replace(marks, "").replaceAll(templateName, subject);
  }
  const named = text.replaceAll(templateName, packageName);
  return file === "manifest.json" ? named.replace(/("@eval\/[a-z-]+": "(?:\^|>=))[^"]*"/g, `$1${version}"`) : named;
}
