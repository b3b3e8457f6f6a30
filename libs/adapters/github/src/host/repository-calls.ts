import { NotFoundError } from '@slipway/kernel';
import type { z } from 'zod';
import { statusOf, type GitHubClient, type Installation, type Permissions } from '../client/github-client.ts';
import { InstallationAnswer } from './answers.ts';

export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

type Parameters = Readonly<Record<string, unknown>>;
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT';

/** Entries of a page of a list, the most that GitHub gives. */
const pageSize = 100;

/** What GitHub answers for git's objects of a repository that has none yet. */
const noCommits = 409;

/** Calls of one repository as the App's installation there, each with a token that can do what it needs and no more. */
export class RepositoryCalls {
  readonly #client: GitHubClient;
  readonly #names: { readonly owner: string; readonly repo: string };
  #installation: Promise<Installation> | undefined;

  constructor(client: GitHubClient, { owner, name }: RepositoryName) {
    this.#client = client;
    this.#names = { owner, repo: name };
  }

  get owner(): string {
    return this.#names.owner;
  }

  /** @param route as GitHub writes it, `GET /repos/{owner}/{repo}/pulls`; the repository's names are filled in */
  async call<T>(
    route: string,
    permissions: Permissions,
    parameters: Parameters,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const [method = '', path = ''] = route.split(' ');
    const names = path.startsWith('/repos/') ? this.#names : {};
    return this.#client.requestAs(
      await this.installation(),
      permissions,
      { method: method as Method, path, parameters: { ...names, ...parameters } },
      schema,
    );
  }

  /**
   * The answer, or undefined when GitHub has no such thing in the repository.
   * @throws NotFoundError when the App is not installed there: then nobody knows what is in it
   */
  async find<T>(
    route: string,
    permissions: Permissions,
    parameters: Parameters,
    schema: z.ZodType<T>,
  ): Promise<T | undefined> {
    await this.#client.installationToken(await this.installation(), permissions);
    try {
      return await this.call(route, permissions, parameters, schema);
    } catch (error) {
      if (error instanceof NotFoundError || statusOf(error) === noCommits) return undefined;
      throw error;
    }
  }

  /** All entries of a list, of `mostPages` pages at most. */
  async list<T>(
    route: string,
    permissions: Permissions,
    parameters: Parameters,
    schema: z.ZodType<readonly T[]>,
    mostPages: number,
  ): Promise<readonly T[]> {
    const found: T[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const entries = await this.call(
        route,
        permissions,
        { ...parameters, per_page: pageSize, page },
        schema,
      );
      found.push(...entries);
      if (entries.length < pageSize) break;
    }
    return found;
  }

  /** @throws UnavailableError, also when the answer is not what `schema` says */
  graphql<T>(
    permissions: Permissions,
    query: string,
    variables: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
  ): Promise<T> {
    return this.call('POST /graphql', permissions, { query, variables }, schema);
  }

  /** For git, which signs in with it as the password. */
  async contentsToken(access: 'read' | 'write'): Promise<string> {
    return this.#client.installationToken(await this.installation(), { contents: access });
  }

  installation(): Promise<Installation> {
    return (this.#installation ??= this.#findInstallation());
  }

  async #findInstallation(): Promise<Installation> {
    try {
      const { id } = await this.#client.request(
        { method: 'GET', path: '/repos/{owner}/{repo}/installation', parameters: this.#names },
        InstallationAnswer,
      );
      return { id, repository: this.#names.repo };
    } catch (error) {
      this.#installation = undefined;
      throw error;
    }
  }
}
