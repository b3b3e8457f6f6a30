import { plainGit } from '@slipway/testing';
import {
  json,
  NoSuchThing,
  pageOf,
  unprocessable,
  type DoubleAnswer,
  type DoubleCall,
  type DoubleRoutes,
} from './double-call.ts';
import { DoubleCommitStates } from './commit-state-routes.ts';
import { DoubleMergeQueue, nodeOf } from './double-merge-queue.ts';
import { DoublePeople } from './people-routes.ts';
import { DoubleComments } from './comment-routes.ts';
import { DoubleChecks, type DoubleCheckRun } from './check-run-routes.ts';
import { DoubleFiles } from './file-routes.ts';
import type { GitHubDescription } from './github-description.ts';

type Fields = Record<string, unknown>;

interface DoublePullRequest {
  readonly number: number;
  title: string;
  body: string;
  readonly author: string;
  readonly base: string;
  readonly head: string;
  readonly openedAt: Date;
  /** Its branch is in somebody's fork. */
  readonly fromFork: boolean;
  /** Who was asked for a review: people, and teams by their slugs. */
  readonly asked: { readonly people: Set<string>; readonly teams: Set<string> };
  /** Set when it is not open any more. */
  closed?: { readonly head: string; readonly mergeCommit?: string } | undefined;
}

interface DoubleReview {
  readonly reviewer: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly body: string;
  readonly commit: string;
}

/** That are told of one pull request. */
const mostFiles = 3_000;

/** A repository on GitHub: its branches and files are those of a real bare repository, the rest is kept in memory. */
export class DoubleRepository {
  readonly id = 1_296_269;
  readonly fullName: string;
  readonly #git: string;
  readonly #description: GitHubDescription;
  readonly #pullRequests = new Map<number, DoublePullRequest>();
  readonly #reviews = new Map<number, DoubleReview[]>();
  readonly comments: DoubleComments;
  readonly people: DoublePeople;
  readonly queue = new DoubleMergeQueue((number) => this.#headOf(this.#found(number)));
  /** Of commits: statuses and deployments. */
  readonly states: DoubleCommitStates;
  readonly files: DoubleFiles;
  readonly #checks: DoubleChecks;
  #ids = 0;

  constructor(fullName: string, git: string, appId: number, description: GitHubDescription) {
    this.fullName = fullName;
    this.#git = git;
    this.#description = description;
    this.#checks = new DoubleChecks(appId, description);
    this.files = new DoubleFiles(fullName, git, description);
    this.states = new DoubleCommitStates(description);
    this.people = new DoublePeople(description);
    this.comments = new DoubleComments(appId, description, {
      nextId: () => this.#nextId(),
      has: (number) => this.#pullRequests.has(number),
    });
  }

  get checkRuns(): readonly DoubleCheckRun[] {
    return this.#checks.runs;
  }

  /** As somebody does it in the browser. */
  async review(number: number, reviewer: string, state: DoubleReview['state'], body = ''): Promise<void> {
    const commit = await this.#headOf(this.#found(number));
    this.#found(number).asked.people.delete(reviewer);
    this.#reviews.set(number, [...(this.#reviews.get(number) ?? []), { reviewer, state, body, commit }]);
  }

  dismissReviews(number: number, reviewer: string): void {
    for (const review of this.#reviews.get(number) ?? [])
      if (review.reviewer === reviewer) review.state = 'DISMISSED';
  }

  open(title: string, head: string, author: string, body = '', fromFork = false): number {
    const number = this.#nextId();
    const openedAt = new Date(Date.UTC(2026, 0, 1) + number * 60_000);
    this.#pullRequests.set(number, {
      ...{ number, title, body, author, base: 'main', head, openedAt, fromFork },
      asked: { people: new Set(), teams: new Set() },
    });
    return number;
  }

  /** By the button. @returns the merge commit */
  async merge(number: number): Promise<string> {
    const pull = this.#found(number);
    const owner = this.fullName.split('/')[0] ?? '';
    const message = `Merge pull request #${String(number)} from ${owner}/${pull.head}\n\n${pull.title}`;
    return (await this.#mergeInGit(pull, await this.#headOf(pull), message)) ?? '';
  }

  close(number: number, head: string): void {
    this.#found(number).closed = { head };
  }

  reopen(number: number): void {
    this.#found(number).closed = undefined;
  }

  routes(): DoubleRoutes {
    const repository = '/repos/{owner}/{repo}';
    const pulls = `${repository}/pulls`;
    const one = `${pulls}/{pull_number}`;
    const read = { pull_requests: 'read' } as const;
    const write = { pull_requests: 'write' } as const;
    return {
      [`GET ${pulls}`]: { needs: read, answer: (call) => this.#list(call) },
      [`POST ${pulls}`]: { needs: write, answer: (call) => this.#create(call) },
      [`GET ${one}`]: { needs: read, answer: async (call) => json(await this.#view(numberOf(call))) },
      [`PATCH ${one}`]: { needs: write, answer: (call) => this.#update(call) },
      [`PUT ${one}/merge`]: { needs: { contents: 'write' }, answer: (call) => this.#merge(call) },
      [`POST ${one}/requested_reviewers`]: { needs: write, answer: (call) => this.#ask(call) },
      [`GET ${one}/reviews`]: { needs: read, answer: (call) => this.#listReviews(call) },
      [`GET ${one}/files`]: { needs: read, answer: (call) => this.#listFiles(call) },
      ...this.comments.routes(),
      ...this.#checks.routes(),
      ...this.states.routes(),
      ...this.people.routes(),
      ...this.files.routes(),
    };
  }

  async #list({ query }: DoubleCall): Promise<DoubleAnswer> {
    const head = query.get('head');
    const open = [...this.#pullRequests.values()]
      .filter(({ closed }) => closed === undefined)
      .filter((pull) => head === null || head === `${this.fullName.split('/')[0] ?? ''}:${pull.head}`)
      .filter(({ base }) => (query.get('base') ?? base) === base)
      .toSorted((one, other) => other.number - one.number);
    const page = pageOf(open, query);
    const [simple = {}] = Object.values(this.#description.example('pull-request-simple-items')) as Fields[];
    return json(await Promise.all(page.map((pull) => this.#fill(simple, pull))));
  }

  async #create({ body }: DoubleCall): Promise<DoubleAnswer> {
    const { title, body: text = '', head, base } = body as Record<string, string>;
    const [tip, from] = [await this.#tip(base), await this.#tip(head)];
    if (tip === undefined || from === undefined) return unprocessable('head or base is no branch');
    if ((await plainGit(this.#git, 'rev-list', '--count', `${tip}..${from}`)) === '0')
      return unprocessable(`No commits between ${String(base)} and ${String(head)}`);
    const same = [...this.#pullRequests.values()].some(
      (pull) => pull.closed === undefined && pull.head === head && pull.base === base,
    );
    if (same) return unprocessable(`A pull request already exists for ${String(head)}.`);
    return json(await this.#view(this.open(title ?? '', head ?? '', 'slipway[bot]', text)), 201);
  }

  async #update(call: DoubleCall): Promise<DoubleAnswer> {
    const pull = this.#found(numberOf(call));
    const { title, body, state } = call.body as Record<string, string | undefined>;
    pull.title = title ?? pull.title;
    pull.body = body ?? pull.body;
    if (state === 'closed') pull.closed ??= { head: await this.#headOf(pull) };
    return json(await this.#view(pull.number));
  }

  async #ask(call: DoubleCall): Promise<DoubleAnswer> {
    const { number, author, asked } = this.#found(numberOf(call));
    const { reviewers: people = [], team_reviewers: teams = [] } = call.body as Record<string, string[]>;
    if (people.includes(author)) return unprocessable('Review cannot be requested from pull request author.');
    const [org = ''] = this.fullName.split('/');
    if (
      !people.every((user) => this.people.collaborators.has(user)) ||
      !teams.every((team) => this.people.teams.has(`${org}/${team}`))
    )
      return unprocessable('Reviews may only be requested from collaborators.');
    for (const user of people) asked.people.add(user);
    for (const team of teams) asked.teams.add(team);
    const [simple = {}] = Object.values(this.#description.example('pull-request-simple-items')) as Fields[];
    return json(await this.#fill(simple, this.#found(number)), 201);
  }

  async #merge(call: DoubleCall): Promise<DoubleAnswer> {
    const pull = this.#found(numberOf(call));
    const { sha, commit_title: title = '', commit_message: text = '' } = call.body as Record<string, string>;
    const head = await this.#headOf(pull);
    if (pull.closed) return json({ message: 'Pull Request is not mergeable' }, 405);
    if (this.queue.isOn) return json({ message: 'Changes must be made through the merge queue' }, 405);
    if (sha !== head)
      return json({ message: 'Head branch was modified. Review and try the merge again.' }, 409);
    const merge = await this.#mergeInGit(pull, head, `${title}\n\n${text}`);
    if (merge === undefined) return json({ message: 'Pull Request is not mergeable' }, 405);
    return json({ sha: merge, merged: true, message: 'Pull Request successfully merged' });
  }

  async #mergeInGit(pull: DoublePullRequest, head: string, message: string): Promise<string | undefined> {
    const tip = (await this.#tip(pull.base)) ?? '';
    const [tree = ''] = (
      await plainGit(this.#git, 'merge-tree', '--write-tree', tip, head).catch(() => '')
    ).split('\n');
    if (tree === '') return undefined;
    const merge = await plainGit(this.#git, 'commit-tree', tree, '-p', tip, '-p', head, '-m', message);
    await plainGit(this.#git, 'update-ref', `refs/heads/${pull.base}`, merge, tip);
    pull.closed = { head, mergeCommit: merge };
    return merge;
  }

  async #listFiles(call: DoubleCall): Promise<DoubleAnswer> {
    const pull = this.#found(numberOf(call));
    const merge = pull.closed?.mergeCommit;
    const base = merge === undefined ? `refs/heads/${pull.base}` : `${merge}^1`;
    const { files } = await this.files.changed(base, await this.#headOf(pull));
    return json(pageOf(files.slice(0, mostFiles), call.query));
  }

  #listReviews(call: DoubleCall): DoubleAnswer {
    const { number } = this.#found(numberOf(call));
    const [example = {}] = Object.values(this.#description.example('pull-request-review-items')) as Fields[];
    const reviews = (this.#reviews.get(number) ?? []).map(({ reviewer, state, body, commit }, index) => ({
      ...example,
      ...{ id: index + 1, user: this.#user(example.user, reviewer), state, body, commit_id: commit },
    }));
    return json(pageOf(reviews, call.query));
  }

  async #view(number: number): Promise<Fields> {
    return this.#fill(this.#description.example('pull-request'), this.#found(number));
  }

  async #fill(example: Fields, pull: DoublePullRequest): Promise<Fields> {
    const { number, title, body, author, closed, openedAt, asked } = pull;
    const at = openedAt.toISOString();
    const [team = {}] = Object.values(this.#description.example('team-items')) as Fields[];
    const [base, head] = [example.base as Fields, example.head as Fields];
    return {
      ...example,
      ...{
        node_id: nodeOf(number),
        number,
        title,
        body,
        user: this.#user(example.user, author),
        draft: false,
      },
      requested_reviewers: [...asked.people].map((login) => this.#user(example.user, login)),
      requested_teams: [...asked.teams].map((slug) => ({
        // The example lacks what the description asks for.
        ...{ ...team, slug, type: 'organization', organization_id: 1 },
      })),
      ...{ state: closed ? 'closed' : 'open', created_at: at },
      ...{ merged_at: closed?.mergeCommit === undefined ? null : at },
      ...{ merge_commit_sha: closed?.mergeCommit ?? null },
      base: { ...base, ref: pull.base, repo: { ...(base.repo as Fields), id: this.id } },
      head: {
        ...head,
        ...{ ref: pull.head, sha: await this.#headOf(pull) },
        repo: { ...(head.repo as Fields), id: pull.fromFork ? this.id + 1 : this.id },
      },
    };
  }

  readonly #user = (example: unknown, login: string): Fields => ({ ...(example as Fields), login });

  #found(number: number): DoublePullRequest {
    const pull = this.#pullRequests.get(number);
    if (!pull) throw new NoSuchThing();
    return pull;
  }

  async #headOf({ closed, head }: DoublePullRequest): Promise<string> {
    return closed?.head ?? (await this.#tip(head)) ?? '';
  }

  async #tip(branch: string | undefined): Promise<string | undefined> {
    const ref = `refs/heads/${branch ?? ''}`;
    return plainGit(this.#git, 'rev-parse', '--verify', '--quiet', ref).catch(() => undefined);
  }

  #nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }
}

const numberOf = ({ parameters }: DoubleCall): number => Number(parameters.pull_number);
