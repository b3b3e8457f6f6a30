import { Name, PageQuery, Timestamp, none } from './field-schemas.ts';
import { endpoint } from './endpoint.ts';
import { z } from './zod.ts';

export const limits = {
  /** Bytes of one YAML file. */
  documentBytes: 1_048_576,
  /** Documents and files of one apply. */
  applyItems: 200,
  /** Bytes of an apply in all. */
  applyBytes: 4_194_304,
  /** Bytes of the stored log of one attempt; what comes after is dropped with a note. */
  logBytes: 67_108_864,
  /** Bytes of one chunk of log. */
  logChunkBytes: 1_048_576,
  /** Bytes of one artifact. */
  artifactBytes: 10_737_418_240,
  /** Reports in one request of an agent. */
  reports: 500,
} as const;

/** YAML text as the user wrote it, so that errors can name file, line and column. */
export const SourceDocument = z.object({
  file: z.string().max(4096),
  text: z.string().max(limits.documentBytes),
});

export const ApplyRequest = z
  .object({
    documents: z.array(SourceDocument).min(1).max(limits.applyItems),
    /** Files that Jobs of these documents name under `spec.source.files`, keyed by the document's file and their path. */
    files: z
      .array(
        z.object({
          document: z.string().max(4096),
          path: z.string().max(1024),
          content: z.string().max(limits.documentBytes),
        }),
      )
      .max(limits.applyItems)
      .default([]),
    reason: z.string().max(500).optional(),
    /** Validate, render and say what would change; write nothing. */
    dryRun: z.boolean().default(false),
    /** Whether an applied Job also starts a run: when it is new or changed (default), always, or never. */
    run: z.enum(['when-changed', 'always', 'never']).default('when-changed'),
  })
  .openapi('ApplyRequest');
export type ApplyRequest = z.infer<typeof ApplyRequest>;

export const AppliedResource = z
  .object({
    kind: z.string(),
    team: z.string().optional(),
    name: z.string(),
    /** `proposed`: a rule of `slipway.yaml` wants a pull request of it. */
    action: z.enum(['created', 'updated', 'unchanged', 'proposed']),
    /** Change-Id; absent when nothing changes or on a dry run. */
    change: z.string().optional(),
    run: z.string().optional(),
    /** Id of the proposal that brings it as a pull request; absent on a dry run. */
    proposal: z.string().optional(),
    /** Paths of the environment repository that the change writes or deletes. */
    paths: z.array(z.string()),
  })
  .openapi('AppliedResource');
export type AppliedResource = z.infer<typeof AppliedResource>;

export const ApplyResponse = z.object({ resources: z.array(AppliedResource) }).openapi('ApplyResponse');
export type ApplyResponse = z.infer<typeof ApplyResponse>;

export const Resource = z
  .object({
    apiVersion: z.literal('slipway.dev/v1'),
    kind: z.string(),
    metadata: z.looseObject({ name: z.string(), team: z.string().optional() }),
    spec: z.looseObject({}),
    /** Raised by each change of the spec, from 1. */
    generation: z.int(),
    updatedAt: Timestamp,
    /** The change that made this generation. */
    change: z.string(),
    /** Why the environment repository says something else: the change was rejected, or what others committed can not be. */
    rejection: z.string().optional(),
  })
  .openapi('Resource');
export type Resource = z.infer<typeof Resource>;

const ResourceParams = z.object({ team: Name, name: Name });
const ResourcePage = z.object({ items: z.array(Resource), cursor: z.string().optional() });

export const resourceEndpoints = {
  apply: endpoint({
    id: 'apply',
    method: 'post',
    path: '/v1/apply',
    summary:
      'Validate resources and accept the changes that make them desired state. Rights are checked for each resource.',
    access: 'signed-in',
    params: none,
    query: none,
    body: ApplyRequest,
    status: 202,
    response: ApplyResponse,
  }),
  listJobs: endpoint({
    id: 'listJobs',
    method: 'get',
    path: '/v1/teams/{team}/jobs',
    summary: 'Jobs of a team by name.',
    access: 'team-read',
    params: z.object({ team: Name }),
    query: PageQuery,
    status: 200,
    response: ResourcePage,
  }),
  getJob: endpoint({
    id: 'getJob',
    method: 'get',
    path: '/v1/teams/{team}/jobs/{name}',
    summary: 'One Job.',
    access: 'team-read',
    params: ResourceParams,
    query: none,
    status: 200,
    response: Resource,
  }),
  deleteJob: endpoint({
    id: 'deleteJob',
    method: 'delete',
    path: '/v1/teams/{team}/jobs/{name}',
    summary: 'Remove a Job from desired state. Refused while it has a run that has not ended.',
    access: 'team-write',
    params: ResourceParams,
    query: none,
    status: 202,
    response: AppliedResource.omit({ action: true }),
  }),
  getStudyResource: endpoint({
    id: 'getStudyResource',
    method: 'get',
    path: '/v1/teams/{team}/studies/{name}/resource',
    summary: 'The desired state of a Study.',
    access: 'team-read',
    params: ResourceParams,
    query: none,
    status: 200,
    response: Resource,
  }),
  deleteStudyResource: endpoint({
    id: 'deleteStudyResource',
    method: 'delete',
    path: '/v1/teams/{team}/studies/{name}/resource',
    summary:
      'Remove a Study from desired state; its trials stay on record. Refused while its workers are at work.',
    access: 'team-write',
    params: ResourceParams,
    query: none,
    status: 202,
    response: AppliedResource.omit({ action: true }),
  }),
  listTeams: endpoint({
    id: 'listTeams',
    method: 'get',
    path: '/v1/teams',
    summary: 'Teams that the caller may read, by name.',
    access: 'signed-in',
    params: none,
    query: PageQuery,
    status: 200,
    response: ResourcePage,
  }),
  listClusters: endpoint({
    id: 'listClusters',
    method: 'get',
    path: '/v1/clusters',
    summary: 'Clusters by name.',
    access: 'signed-in',
    params: none,
    query: PageQuery,
    status: 200,
    response: ResourcePage,
  }),
};
