/** What a program of this machine is started with. */
export interface SharedLibraries {
  /** Path of the dynamic loader. */
  readonly loader: string;
  /** Paths of the libraries by the names that the program knows them by. */
  readonly libraries: Readonly<Record<string, string>>;
}

/**
 * Reads what `ldd` prints of a program.
 * @throws Error when a library is missing, or there is no dynamic loader
 */
export function sharedLibrariesIn(listing: string): SharedLibraries {
  let loader: string | undefined;
  const libraries: Record<string, string> = {};
  for (const line of listing.split('\n')) {
    const [, name, path] = /^\s*(?:(\S+) => )?(\/\S+|not found)/.exec(line) ?? [];
    if (path === 'not found') throw new Error(`this machine lacks the library ${name ?? ''}`);
    if (path !== undefined && name !== undefined) libraries[name] = path;
    else loader ??= path;
  }
  if (loader === undefined) throw new Error(`no dynamic loader is in what ldd says: ${listing}`);
  return { loader, libraries };
}
