import { endpoint } from '../endpoint.ts';
import { Name, PageQuery, none } from '../field-schemas.ts';
import { z } from '../zod.ts';
import { StudyEvent } from './study-event.ts';
import { StudyParams } from './study-params.ts';
import { StudySpec, StudyStop } from './study-spec.ts';
import { Study, StudyImportance, StudySummary } from './study.ts';

/** Of a study as a whole. */
export const wholeStudyEndpoints = {
  createStudy: endpoint({
    id: 'createStudy',
    method: 'post',
    path: '/v1/teams/{team}/studies',
    summary: 'Begin a study. Done twice with the same specification it is begun once.',
    access: 'team-write',
    params: z.object({ team: Name }),
    query: none,
    body: z.strictObject({ name: Name, spec: StudySpec }),
    status: 201,
    response: Study,
  }),
  listStudies: endpoint({
    id: 'listStudies',
    method: 'get',
    path: '/v1/teams/{team}/studies',
    summary: 'Studies of a team by name.',
    access: 'team-read',
    params: z.object({ team: Name }),
    query: PageQuery,
    status: 200,
    response: z.object({ items: z.array(StudySummary), cursor: z.string().optional() }),
  }),
  getStudy: endpoint({
    id: 'getStudy',
    method: 'get',
    path: '/v1/teams/{team}/studies/{name}',
    summary: 'One study with its specification, counts, and best trials.',
    access: 'team-read',
    params: StudyParams,
    query: none,
    status: 200,
    response: Study,
  }),
  studyImportance: endpoint({
    id: 'studyImportance',
    method: 'get',
    path: '/v1/teams/{team}/studies/{name}/importance',
    summary: 'How much each parameter matters for an objective.',
    access: 'team-read',
    params: StudyParams,
    /** The first objective when it is left out. */
    query: z.object({ metric: z.string().max(250).optional() }),
    status: 200,
    response: StudyImportance,
  }),
  watchStudy: endpoint({
    id: 'watchStudy',
    method: 'get',
    path: '/v1/teams/{team}/studies/{name}/events',
    summary:
      'What happens in a study, as it happens. Resume with the id of the last event as Last-Event-ID, or after.',
    access: 'team-read',
    params: StudyParams,
    query: z.object({
      after: z.string().max(50).optional(),
      /** Without it the stream ends with what has happened so far. */
      follow: z.stringbool().default(true),
    }),
    status: 200,
    response: StudyEvent,
    responseStream: 'events',
  }),
  pauseStudy: endpoint({
    id: 'pauseStudy',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}/pause',
    summary: 'Begin no more trials; those that run may come to their end. Idempotent.',
    access: 'team-write',
    params: StudyParams,
    query: none,
    status: 200,
    response: Study,
  }),
  resumeStudy: endpoint({
    id: 'resumeStudy',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}/resume',
    summary: 'Go on with a paused study. Idempotent.',
    access: 'team-write',
    params: StudyParams,
    query: none,
    status: 200,
    response: Study,
  }),
  stopStudy: endpoint({
    id: 'stopStudy',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}/stop',
    summary: 'End a study; trials that run may still tell their results. Idempotent.',
    access: 'team-write',
    params: StudyParams,
    query: none,
    status: 200,
    response: Study,
  }),
  extendStudy: endpoint({
    id: 'extendStudy',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}/extend',
    summary: 'Move what ends a study further out; one that had ended runs again. Idempotent.',
    access: 'team-write',
    params: StudyParams,
    query: none,
    body: z.strictObject({ stop: StudyStop }),
    status: 200,
    response: Study,
  }),
};
