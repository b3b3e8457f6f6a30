import { z } from 'zod';

// The fields that are needed of GitHub's answers.

export const InstallationAnswer = z.object({ id: z.number() });

export const PullRequestAnswer = z.object({
  number: z.int(),
  node_id: z.string(),
  title: z.string(),
  body: z.string().nullable(),
  user: z.object({ login: z.string() }).nullable(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().optional(),
  merged_at: z.iso.datetime({ offset: true }).nullable(),
  merge_commit_sha: z.string().nullable(),
  created_at: z.iso.datetime({ offset: true }),
  html_url: z.string(),
  requested_reviewers: z.array(z.object({ login: z.string() })).nullish(),
  requested_teams: z.array(z.object({ slug: z.string() })).nullish(),
  base: z.object({ ref: z.string(), repo: z.object({ id: z.number() }) }),
  head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ id: z.number() }).nullable() }),
});
export type PullRequestAnswer = z.output<typeof PullRequestAnswer>;

export const ReviewAnswers = z.array(
  z.object({
    user: z.object({ login: z.string() }).nullable(),
    state: z.string(),
    body: z.string(),
    commit_id: z.string().nullable(),
    submitted_at: z.iso.datetime({ offset: true }).optional(),
  }),
);
export type ReviewAnswer = z.output<typeof ReviewAnswers>[number];

export const CommentAnswers = z.array(
  z.object({
    id: z.number(),
    body: z.string().optional(),
    performed_via_github_app: z.object({ id: z.number() }).nullish(),
  }),
);
export type CommentAnswer = z.output<typeof CommentAnswers>[number];

export const WrittenCommentAnswer = z.object({
  body: z.string().optional(),
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
  performed_via_github_app: z.object({ id: z.number() }).nullish(),
});

/** `maintain` and `triage` are told as the next lower one. */
export const PermissionAnswer = z.object({ permission: z.enum(['admin', 'write', 'read', 'none']) });

export const CheckRunAnswer = z.object({
  id: z.number(),
  name: z.string(),
  head_sha: z.string(),
  external_id: z.string().nullable(),
  status: z.string(),
  conclusion: z.string().nullable(),
  output: z.object({
    title: z.string().nullable(),
    summary: z.string().nullable(),
    annotations_count: z.int(),
  }),
});
export type CheckRunAnswer = z.output<typeof CheckRunAnswer>;

export const CheckRunAnswers = z.object({ check_runs: z.array(CheckRunAnswer) });

export const MergeAnswer = z.object({ sha: z.string() });

export const MembershipAnswer = z.object({ state: z.string() });

export const StatusAnswers = z.array(
  z.object({
    context: z.string(),
    state: z.enum(['error', 'failure', 'pending', 'success']),
    description: z.string().nullable(),
    target_url: z.string().nullable(),
  }),
);

export const DeploymentAnswer = z.object({
  id: z.number(),
  environment: z.string(),
  transient_environment: z.boolean().optional(),
});
export const DeploymentAnswers = z.array(DeploymentAnswer);

export const DeploymentStatusAnswers = z.array(
  z.object({
    state: z.string(),
    description: z.string(),
    log_url: z.string().optional(),
    environment_url: z.string().optional(),
  }),
);
export type DeploymentStatusAnswer = z.output<typeof DeploymentStatusAnswers>[number];

export const RepositoryAnswer = z.object({
  default_branch: z.string(),
  clone_url: z.string(),
  private: z.boolean(),
});

export const TreeAnswer = z.object({
  truncated: z.boolean(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: z.string(),
      /** Bytes, of a file. */
      size: z.int().optional(),
    }),
  ),
});
export type TreeEntryAnswer = z.output<typeof TreeAnswer>['tree'][number];

export const BlobAnswer = z.object({ content: z.string(), encoding: z.literal('base64') });

const GitObjectAnswer = z.object({ type: z.string(), sha: z.string() });
export const RefAnswer = z.object({ ref: z.string(), object: GitObjectAnswer });
export const TagAnswer = z.object({ object: GitObjectAnswer });

export const ChangedFileAnswers = z.array(
  z.object({
    filename: z.string(),
    status: z.string(),
    sha: z.string().nullable(),
    previous_filename: z.string().optional(),
  }),
);
export type ChangedFileAnswer = z.output<typeof ChangedFileAnswers>[number];

/** There is none where both have nothing in common: then GitHub answers with 404. */
export const ComparisonAnswer = z.object({
  merge_base_commit: z.object({ sha: z.string() }),
  files: ChangedFileAnswers.optional(),
});

/** Of what nothing is needed. */
export const AnyAnswer = z.unknown();
