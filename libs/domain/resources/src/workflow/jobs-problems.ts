import type { z } from 'zod';
import type { WorkflowJob, WorkflowJobKind } from './workflow.ts';

/** A job that another one names, where it does, and what it has to be. */
interface Reference {
  readonly name: string;
  readonly path: readonly (string | number)[];
  readonly kinds?: readonly WorkflowJobKind[];
}

const programs = ['run'] as const satisfies readonly WorkflowJobKind[];

function referencesOf(job: WorkflowJob): readonly Reference[] {
  const { needs, run, preview, evaluate, register, promote } = job;
  const to = (name: string | undefined, path: string[], kinds: readonly WorkflowJobKind[]): Reference[] =>
    name === undefined ? [] : [{ name, path, kinds }];
  return [
    ...needs.map((name, index) => ({ name, path: ['needs', index] })),
    ...to(run?.imageFrom, ['run', 'imageFrom'], ['build']),
    ...to(preview?.imageFrom, ['preview', 'imageFrom'], ['build']),
    ...to(evaluate?.job, ['evaluate', 'job'], programs),
    ...to(register?.job, ['register', 'job'], programs),
    ...to(promote?.job, ['promote', 'job'], ['register']),
  ];
}

/** Names of the jobs that have to succeed before this one. */
export const neededBy = (job: WorkflowJob): readonly string[] => [
  ...new Set(referencesOf(job).map(({ name }) => name)),
];

/** What is wrong with the jobs of a workflow together: names of jobs that are none, jobs that wait for each other, images. */
export function jobsProblems(jobs: readonly WorkflowJob[]): z.core.$ZodRawIssue[] {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const found: z.core.$ZodRawIssue[] = [];
  const problem = (input: unknown, path: readonly (string | number)[], text: string): void => {
    found.push({ code: 'custom', input, path: [...path], message: text, params: { problem: text } });
  };
  for (const [index, job] of jobs.entries()) {
    for (const { name, path, kinds } of referencesOf(job)) {
      const other = byName.get(name);
      if (!other) problem(name, [index, ...path], `there is no job ${name} in the workflow`);
      else if (kinds && !kinds.some((kind) => other[kind] !== undefined))
        problem(name, [index, ...path], `the job ${name} has no ${kinds.join(' or ')}`);
    }
    for (const kind of ['run', 'preview'] as const) {
      const program = job[kind];
      if (program && (program.image === undefined) === (program.imageFrom === undefined))
        problem(program, [index, kind], 'expected exactly one of image and imageFrom');
    }
  }
  if (found.length > 0) return found;
  for (const [index, job] of jobs.entries()) {
    if (waitsForItself(job.name, byName))
      problem(job.name, [index, 'name'], `the job ${job.name} waits for itself, by what it needs`);
  }
  return found;
}

function waitsForItself(name: string, jobs: ReadonlyMap<string, WorkflowJob>): boolean {
  const seen = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const job = jobs.get(next);
    for (const needed of job ? neededBy(job) : []) {
      if (needed === name) return true;
      if (!seen.has(needed)) open.push(needed);
      seen.add(needed);
    }
  }
  return false;
}
