/** Where the files of models lie, as glob pathspecs of git. */
export const modelFilePatterns = ['teams/*/models/**'] as const;

const mainFile = /^(teams\/([^/]+)\/models\/(?:shard-[0-9a-f]{2}\/)?[^/]+)\.yaml$/;
const versionsFile = /^(teams\/([^/]+)\/models\/(?:shard-[0-9a-f]{2}\/)?[^/]+)\/versions-\d+-\d+\.yaml$/;

/** The model that a file of the environment repository belongs to; undefined: to none. */
export function modelOfFile(
  file: string,
): { readonly team: string; readonly path: string; readonly isMain: boolean } | undefined {
  const main = mainFile.exec(file);
  const [, path, team] = main ?? versionsFile.exec(file) ?? [];
  return path === undefined || team === undefined ? undefined : { team, path, isMain: main !== null };
}
