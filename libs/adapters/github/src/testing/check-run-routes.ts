import {
  json,
  notFound,
  pageOf,
  unprocessable,
  type DoubleAnswer,
  type DoubleCall,
  type DoubleRoutes,
} from './double-call.ts';
import type { GitHubDescription } from './github-description.ts';

type Fields = Record<string, unknown>;

/** A check run, and everything that was sent for it. */
export interface DoubleCheckRun {
  readonly id: number;
  readonly name: string;
  readonly commit: string;
  externalId: string;
  status: string;
  conclusion: string | null;
  title: string;
  summary: string;
  detailsUrl: string | null;
  /** Buttons. */
  actions: readonly Fields[];
  readonly annotations: Fields[];
}

/** What GitHub takes in one call. */
const most = { annotations: 50, summaryBytes: 65_535 } as const;

/** Check runs of the App in a repository. */
export class DoubleChecks {
  readonly runs: DoubleCheckRun[] = [];
  readonly #appId: number;
  readonly #description: GitHubDescription;

  constructor(appId: number, description: GitHubDescription) {
    this.#appId = appId;
    this.#description = description;
  }

  routes(): DoubleRoutes {
    const repository = '/repos/{owner}/{repo}';
    const write = { checks: 'write' } as const;
    return {
      [`POST ${repository}/check-runs`]: { needs: write, answer: (call) => this.#addRun(call) },
      [`PATCH ${repository}/check-runs/{check_run_id}`]: {
        needs: write,
        answer: (call) => this.#editRun(call),
      },
      [`GET ${repository}/commits/{ref}/check-runs`]: {
        needs: { checks: 'read' },
        answer: (call) => this.#listRuns(call),
      },
    };
  }

  #addRun({ body }: DoubleCall): DoubleAnswer {
    const run: DoubleCheckRun = {
      ...{ id: this.runs.length + 1, name: String(body.name), commit: String(body.head_sha) },
      ...{ externalId: '', status: 'queued', conclusion: null },
      ...{ title: '', summary: '', detailsUrl: null, actions: [], annotations: [] },
    };
    const problem = write(run, body);
    if (problem !== undefined) return unprocessable(problem);
    this.runs.push(run);
    return json(this.#runView(run), 201);
  }

  #editRun({ parameters, body }: DoubleCall): DoubleAnswer {
    const run = this.runs.find(({ id }) => String(id) === parameters.check_run_id);
    if (!run) return notFound;
    const problem = write(run, body);
    return problem === undefined ? json(this.#runView(run)) : unprocessable(problem);
  }

  #listRuns({ parameters, query }: DoubleCall): DoubleAnswer {
    const latest = new Map<string, DoubleCheckRun>();
    for (const run of this.runs) if (run.commit === parameters.ref) latest.set(run.name, run);
    const name = query.get('check_name');
    const runs = [...latest.values()].filter((run) => name === null || run.name === name);
    const app = Number(query.get('app_id') ?? this.#appId);
    const own = app === this.#appId ? runs : [];
    const views = pageOf(own, query).map((run) => this.#runView(run));
    return json({ total_count: own.length, check_runs: views });
  }

  #runView({ id, name, commit, status, conclusion, ...run }: DoubleCheckRun): Fields {
    const example = this.#description.example('check-run-example-of-completed-conclusion');
    return {
      ...example,
      ...{ id, name, head_sha: commit, external_id: run.externalId, status, conclusion },
      // Without one it leads to the page of the App.
      details_url: run.detailsUrl ?? 'https://github.com/apps/slipway-acme',
      output: {
        ...(example.output as Fields),
        ...{ title: run.title, summary: run.summary, annotations_count: run.annotations.length },
      },
    };
  }
}

/** Why GitHub would not take it. */
function write(run: DoubleCheckRun, body: DoubleCall['body']): string | undefined {
  const output = (body.output ?? {}) as Record<string, unknown>;
  const annotations = (output.annotations ?? []) as Fields[];
  if (annotations.length > most.annotations) return 'No more than 50 annotations are permitted.';
  if (Buffer.byteLength(textOf(output.summary) ?? '') > most.summaryBytes)
    return 'Only 65535 characters are allowed.';
  if ((body.conclusion !== undefined) !== (body.status === 'completed'))
    return 'a run has a conclusion when it is completed';
  run.externalId = textOf(body.external_id) ?? run.externalId;
  run.detailsUrl = textOf(body.details_url) ?? run.detailsUrl;
  run.actions = (body.actions as readonly Fields[] | undefined) ?? run.actions;
  run.status = textOf(body.status) ?? run.status;
  run.conclusion = textOf(body.conclusion) ?? run.conclusion;
  run.title = textOf(output.title) ?? run.title;
  run.summary = textOf(output.summary) ?? run.summary;
  run.annotations.push(...annotations);
  return undefined;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
