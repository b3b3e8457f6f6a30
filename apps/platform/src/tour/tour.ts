import path from 'node:path';
import { runEndpoints } from '@slipway/contracts';
import { applyExample, readExample, type TourDeps } from './apply-example.ts';
import { followRun } from './follow-run.ts';
import { takeStudyTour, type StudyTourResult } from './study-tour.ts';

export interface TourResult {
  /** Commits that the tour made. */
  readonly commits: number;
  readonly state: string;
  readonly accuracy: number | undefined;
  /** Undefined when the Job failed: what it lacks, the trials lack too. */
  readonly study: StudyTourResult | undefined;
}

/** Whether all of it went as it should. */
export const isWhole = ({ state, study }: TourResult): boolean =>
  state === 'succeeded' && study?.state === 'ended';

/** Applies the example's Job and its Study, and tells what happens, from accepted changes to the commits at the end. */
export async function takeTour(deps: TourDeps): Promise<TourResult> {
  const { example, narrator } = deps;
  const job = await readExample(example, 'job.yaml', 'Job');
  const { team } = job.resource.metadata;
  narrator.title(`Tour: ${path.relative(process.cwd(), job.file)} becomes a commit, a process and a model`);
  const name = await applyExample(deps, job);
  const run = await followRun(deps, { team, run: name, told: tellLog(deps, team, name) });
  const study = run.state === 'succeeded' ? await takeStudyTour(deps) : undefined;
  return {
    commits: 1 + (run.retiredBy ? 1 : 0) + (study?.commits ?? 0),
    state: run.state,
    accuracy: run.metrics.find((metric) => metric.name === 'accuracy')?.value,
    study,
  };
}

async function tellLog({ client, narrator, signal }: TourDeps, team: string, run: string): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of client.bytes(runEndpoints.runLogs, {
    params: { team, run },
    query: { follow: true },
    signal,
  })) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (!line.startsWith('slipway-')) narrator.quote(line.slice(0, 160));
  }
}
