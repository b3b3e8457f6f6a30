import { changeLimits } from '../limits.ts';

export interface RepositoryLimit {
  /** For people. */
  readonly name: string;
  readonly most: number;
  readonly unit:
    'entries' | 'folders' | 'bytes' | 'branches' | 'pushes' | 'pull requests' | 'objects' | 'packs';
  /** Whose figure it is: GitHub's are warned of at half, and a problem when they are reached; those of git are a reminder. */
  readonly from: 'github' | 'git';
  /** What to do when it comes near. */
  readonly hint: string;
}

/**
 * Where a repository becomes slow, or is throttled. Sources: docs.github.com, "Repository limits" (the recommended maxima;
 * a file of more than 100 MB is refused); git-gc(1), `gc.auto`. Packs: twice those at which the committer rolls them up.
 */
export const repositoryLimits = {
  'directory-width': {
    name: 'directory width',
    most: changeLimits.directoryEntries,
    unit: 'entries',
    from: 'github',
    hint: 'move what is in it into folders below: by date, by team, by the first letters of its name',
  },
  'directory-depth': {
    name: 'directory depth',
    most: changeLimits.pathDepth,
    unit: 'folders',
    from: 'github',
    hint: 'move it up: deep folders make every look into the history slower',
  },
  'file-size': {
    name: 'file size',
    most: changeLimits.fileBytes,
    unit: 'bytes',
    from: 'github',
    hint: 'keep it in an object store or in Git LFS, and its address in git',
  },
  'repository-size': {
    name: 'repository size',
    most: 10 * 1024 ** 3,
    unit: 'bytes',
    from: 'github',
    hint: 'compact it (git gc); what is still too large is in the history: go on in a new repository, or rewrite this one',
  },
  branches: {
    name: 'branches',
    most: 5_000,
    unit: 'branches',
    from: 'github',
    hint: 'delete branches that were merged, and let the host do so by itself',
  },
  pushes: {
    name: 'pushes a minute',
    most: 6,
    unit: 'pushes',
    from: 'github',
    hint: 'lower SLIPWAY_PUSHES_PER_MINUTE, and let other programs push more commits at once',
  },
  'pull-requests': {
    name: 'open pull requests',
    most: 1_000,
    unit: 'pull requests',
    from: 'github',
    hint: 'close those that nobody looks at any more',
  },
  'loose-objects': {
    name: 'loose objects',
    most: 6_700,
    unit: 'objects',
    from: 'git',
    hint: 'compact it: git gc',
  },
  packs: {
    name: 'packs',
    most: 200,
    unit: 'packs',
    from: 'git',
    hint: 'compact it: git gc; of a repository that the committer keeps, its log says why it does not',
  },
} as const satisfies Record<string, RepositoryLimit>;

export type RepositoryLimitName = keyof typeof repositoryLimits;
