/** Versions 1 to 100 lie in a model's main file, 101 to 200 in the next, and so on: a write stays small. */
export const versionsPerFile = 100;

/** Number of the file that a version lies in; 0 is the main file. */
export const fileOfVersion = (version: number): number => Math.floor((version - 1) / versionsPerFile);

/** The file's path below the model's `path`: `.yaml` itself, or `/versions-101-200.yaml`. */
export function versionsFilePath(path: string, file: number): string {
  if (file === 0) return `${path}.yaml`;
  const first = file * versionsPerFile + 1;
  return `${path}/versions-${String(first)}-${String(first + versionsPerFile - 1)}.yaml`;
}
