/**
 * `owner/name` in lower case of a repository on GitHub, by the address that git uses: `https://github.com/acme/env.git`,
 * `git@github.com:acme/env.git`. Undefined when the path is not owner and name.
 */
export function repositoryOfUrl(url: string): string | undefined {
  const path = /^(?:[\w+]+:\/\/[^/]+\/|[\w.-]+@[^:/]+:)([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url)?.[1];
  return path?.toLowerCase();
}
