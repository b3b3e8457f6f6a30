import { ConflictError, InvalidInputError, NotFoundError, type Clock } from '@slipway/kernel';
import type {
  CheckState,
  GitHost,
  MergeResult,
  ObjectId,
  ProposedBranches,
  PullRequest,
  PullRequestDraft,
  PullRequestFilter,
  PullRequestRecord,
  PullRequestReview,
  PullRequestStore,
  RepositoryContents,
  StoredCheck,
} from '@slipway/ports';

export interface EmbeddedHostOptions {
  readonly store: PullRequestStore;
  readonly branches: ProposedBranches;
  readonly contents: RepositoryContents;
  readonly clock: Clock;
  /** Names of the checks that must have succeeded on a head for it to be merged. */
  readonly requiredChecks: readonly string[];
  /** Of the required checks that which tells of the reviews: a new review puts it out of date. */
  readonly reviewCheck: string;
  /** Called when a merge has moved a branch; it is settled whatever becomes of the call. */
  readonly onMerged: () => Promise<void>;
}

/** The embedded environment repository with its pull requests; what people do by GitHub's pages they do by these methods. */
export interface EmbeddedHost extends GitHost {
  /** Newest first. */
  pullRequests(filter: PullRequestFilter): Promise<readonly PullRequest[]>;
  /** @throws NotFoundError, ConflictError when it is not open, or `commit` is not its head */
  review(number: number, review: Omit<PullRequestReview, 'at'>): Promise<void>;
  checks(commit: ObjectId): Promise<readonly Omit<StoredCheck, 'annotations'>[]>;
  /** Open pull requests whose head lacks a required check that is finished, oldest first. */
  unchecked(): Promise<readonly PullRequest[]>;
}

/** Open pull requests that are looked at, at most. */
const mostOpen = 1_000;

export function embeddedHost(options: EmbeddedHostOptions): EmbeddedHost {
  const { store, branches, contents, clock, requiredChecks, reviewCheck, onMerged } = options;

  /** As they are now; those whose commits somebody has merged by hand are merged. */
  const refreshed = async (records: readonly PullRequestRecord[]): Promise<readonly PullRequest[]> => {
    const open = records.filter(({ state }) => state === 'open');
    const tips = open.length === 0 ? new Map<string, ObjectId>() : await branches.tips();
    const merged = new Set<PullRequestRecord>();
    for (const base of new Set(open.map((record) => record.base))) {
      const heads = tips.has(base) ? await branches.mergedInto(base) : new Set<string>();
      for (const record of open) if (record.base === base && heads.has(record.head)) merged.add(record);
    }
    const pulls: PullRequest[] = [];
    for (const record of records) {
      const head = record.settledHead ?? tips.get(record.head) ?? '';
      pulls.push(
        merged.has(record)
          ? await settledByHand(record, head, tips.get(record.base) ?? '')
          : viewOf(record, head),
      );
    }
    return pulls;
  };

  const settledByHand = async (
    record: PullRequestRecord,
    head: ObjectId,
    base: ObjectId,
  ): Promise<PullRequest> => {
    const mergeCommit = await branches.broughtBy(base, head);
    await store.settle(record.number, { state: 'merged', head, mergeCommit, at: clock.now() });
    return viewOf({ ...record, state: 'merged', mergeCommit }, head);
  };

  const found = async (number: number): Promise<PullRequest> => {
    const record = await store.find(number);
    if (!record)
      throw new NotFoundError(`there is no pull request ${String(number)}`, { details: { number } });
    const [pull] = await refreshed([record]);
    return pull ?? viewOf(record, '');
  };

  const open = async (draft: PullRequestDraft): Promise<PullRequest> => {
    const tips = await branches.tips();
    for (const branch of [draft.head, draft.base])
      if (!tips.has(branch))
        throw new InvalidInputError(`there is no branch ${JSON.stringify(branch)}: push it first`);
    if ((await branches.mergedInto(draft.base)).has(draft.head))
      throw new InvalidInputError(`${draft.head} has no commit that ${draft.base} does not have`);
    return found(await store.open(draft, clock.now()));
  };

  const openOnes = async (limit: number): Promise<readonly PullRequest[]> => {
    const pulls = await refreshed(await store.list({ state: 'open', limit }));
    return pulls.filter(({ state }) => state === 'open');
  };

  const mergeProblem = async (pull: PullRequest): Promise<string | undefined> => {
    if (pull.state !== 'open') return `pull request ${String(pull.number)} is ${pull.state}`;
    const checks = await store.checks([pull.head.commit]);
    for (const name of requiredChecks) {
      const check = checks.find((each) => each.name === name);
      if (check === undefined) return `${name} has not been reported yet`;
      if (check.state !== 'success') return `${name} says: ${check.title}`;
    }
    return undefined;
  };

  const merge = async (
    number: number,
    { head, message, author }: Parameters<GitHost['mergePullRequest']>[1],
  ): Promise<MergeResult> => {
    const pull = await found(number);
    if (pull.mergeCommit !== undefined) return { kind: 'merged', commit: pull.mergeCommit };
    if (pull.state === 'open' && pull.head.commit !== head) return { kind: 'moved', head: pull.head.commit };
    const problem = await mergeProblem(pull);
    if (problem !== undefined) return { kind: 'refused', reason: problem };
    const at = clock.now();
    const result = await branches.merge(pull.base, head, { message, author, at });
    if (result.kind === 'conflict') return { kind: 'refused', reason: conflictText(pull.base, result.paths) };
    // A crash before this is made good by whoever looks at it next.
    await store.settle(number, { state: 'merged', head, mergeCommit: result.commit, at });
    await onMerged().catch(() => undefined);
    return { kind: 'merged', commit: result.commit };
  };

  const changedFiles = async (number: number): Promise<readonly string[] | undefined> => {
    const { base, head, mergeCommit } = await found(number);
    // Somebody has moved the base up to it by hand: where that was before is not known any more.
    if (mergeCommit === head.commit) return undefined;
    const before = await (mergeCommit === undefined
      ? contents.refCommit(`refs/heads/${base}`)
      : contents.firstParent(mergeCommit));
    const fork = before === undefined ? undefined : await contents.forkPoint(before, head.commit);
    return fork === undefined ? undefined : contents.filesBetween(fork, head.commit);
  };

  return {
    repository: () => contents.repository(),
    fileAt: (commit, path) => contents.fileAt(commit, path),
    refCommit: (ref) => contents.refCommit(ref),
    filesBetween: (base, head) => contents.filesBetween(base, head),
    changedFiles,
    pullRequest: found,
    pullRequests: async (filter) => refreshed(await store.list(filter)),
    openPullRequests: openOnes,
    openPullRequest: open,
    closePullRequest: async (number) => {
      const { state, head } = await found(number);
      if (state === 'open')
        await store.settle(number, { state: 'closed', head: head.commit, at: clock.now() });
    },
    mergePullRequest: merge,
    reviews: async (number) => {
      await found(number);
      return store.reviews(number);
    },
    review: async (number, review) => {
      const { state, head } = await found(number);
      if (state !== 'open')
        throw new ConflictError(`pull request ${String(number)} is ${state}: there is nothing to review`);
      if (review.commit !== head.commit)
        throw new ConflictError(`pull request ${String(number)} has changed: its head is ${head.commit} now`);
      await store.addReview(number, { ...review, at: clock.now() }, reviewCheck);
    },
    unchecked: async () => {
      const pulls = await openOnes(mostOpen);
      const checks = await store.checks(pulls.map(({ head }) => head.commit));
      const said = new Set(
        checks.flatMap(({ commit, name, state }) => (isFinished(state) ? [`${commit} ${name}`] : [])),
      );
      return pulls
        .filter(({ head }) => requiredChecks.some((name) => !said.has(`${head.commit} ${name}`)))
        .toReversed();
    },
    requestReviews: async (number, owners) => {
      await found(number);
      if (owners.length > 0) await store.askForReviews(number, owners);
    },
    isOneOf: (owner, user) => Promise.resolve(owner === user),
    permission: () => Promise.resolve('none'),
    putComment: async (number, comment) => {
      await found(number);
      await store.putComment(number, comment, clock.now());
    },
    comments: async (number) => {
      await found(number);
      return store.comments(number);
    },
    reportCheck: (report) => store.putCheck(report, clock.now()),
    checks: async (commit) => (await store.checks([commit])).map(withoutAnnotations),
    setStatus: (status) => store.putStatus(status),
    statuses: (commit) => store.statuses(commit),
    reportDeployment: (deployment) => store.putDeployment(deployment),
    deployments: (commit) => store.deployments(commit),
  };
}

function viewOf(record: PullRequestRecord, commit: ObjectId): PullRequest {
  const { number, title, body, author, state, base, head, openedAt, mergeCommit, reviewers } = record;
  return {
    ...{ number, title, body, author, state, base, openedAt, mergeCommit },
    ...{ head: { branch: head, commit }, draft: false, fromFork: false, reviewers, url: undefined },
  };
}

const conflictText = (base: string, paths: readonly string[]): string =>
  paths.length === 0
    ? `it has nothing in common with ${base}`
    : `${base} has changed the same: ${paths.join(', ')}; merge ${base} into the branch, and push it`;

const isFinished = (state: CheckState): boolean => state !== 'queued' && state !== 'in-progress';

function withoutAnnotations(check: StoredCheck): Omit<StoredCheck, 'annotations'> {
  const { name, commit, state, title, summary, detailsUrl } = check;
  return { name, commit, state, title, summary, ...(detailsUrl === undefined ? {} : { detailsUrl }) };
}
