import path from 'node:path';
import { changeEndpoints, studyEndpoints, type CommitView, type Study } from '@slipway/contracts';
import { NotFoundError, UnavailableError, systemClock } from '@slipway/kernel';
import { applyExample, readExample, type TourDeps } from './apply-example.ts';
import { followRun } from './follow-run.ts';
import { StudyProgress, configurationText } from './study-progress.ts';

export interface StudyTourResult {
  /** Commits that it made. */
  readonly commits: number;
  readonly state: Study['state'];
  readonly trials: number;
  /** Value of the objective in the best trial. */
  readonly best: number | undefined;
}

/** Applies the example's Study and tells how its trials go, until what it found is a commit. */
export async function takeStudyTour(deps: TourDeps): Promise<StudyTourResult> {
  const { client, narrator, example, signal } = deps;
  const study = await readExample(example, 'study.yaml', 'Study');
  const { team, name } = study.resource.metadata;
  const params = { team, name };
  narrator.title(
    `Tour: ${path.relative(process.cwd(), study.file)} becomes trials, and the best of them a commit`,
  );
  const before = await endedBefore(deps, params);
  if (before) {
    narrator.say('study', `${name} has ended already: ${before.reason ?? ''}`);
    tellBest(deps, before);
    return { commits: 0, ...outcomeOf(before) };
  }
  const workers = await applyExample(deps, study);
  const stopping = new AbortController();
  const trials = tellTrials({ ...deps, signal: AbortSignal.any([signal, stopping.signal]) }, params);
  trials.catch(() => undefined); // it is awaited when the workers have ended; until then its failure is nobody's
  // Workers that end without the study having ended have failed: then there is nothing more to wait for.
  const run = await followRun(deps, { team, run: workers });
  if (run.state !== 'succeeded') stopping.abort();
  await trials.catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  const after = await client.call(studyEndpoints.getStudy, { params, signal });
  tellBest(deps, after);
  const commits = 1 + (run.retiredBy ? 1 : 0);
  if (after.state !== 'ended') return { commits, ...outcomeOf(after) };
  const { commit, subject } = await resultCommit(deps, params);
  narrator.say('commit', `${commit.slice(0, 7)}  ${subject}`);
  narrator.say('', `teams/${team}/studies/${name}.result.yaml`);
  return { commits: commits + 1, ...outcomeOf(after) };
}

interface StudyParams {
  readonly team: string;
  readonly name: string;
}

/** The study, when an earlier tour has brought it to its end. */
async function endedBefore({ client, signal }: TourDeps, params: StudyParams): Promise<Study | undefined> {
  try {
    const study = await client.call(studyEndpoints.getStudy, { params, signal });
    return study.state === 'ended' ? study : undefined;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function tellTrials({ client, narrator, signal }: TourDeps, params: StudyParams): Promise<void> {
  const progress = new StudyProgress(await client.call(studyEndpoints.getStudy, { params, signal }));
  for await (const { data } of client.events(studyEndpoints.watchStudy, {
    params,
    query: { follow: true },
    signal,
  })) {
    for (const [what, text] of progress.read(data)) narrator.say(what, text);
    if (data.type !== 'study' || data.state !== 'ended') continue;
    narrator.say('study', `ended: ${data.reason ?? ''}`);
    return;
  }
}

function tellBest({ narrator }: TourDeps, { best: [best], spec }: Study): void {
  const objective = spec.objectives[0]?.metric ?? '';
  narrator.say(
    'best',
    best === undefined
      ? 'no trial has a result'
      : `trial ${String(best.id)} stays the best: ${objective}=${String(best.values[0])}  ${configurationText(best.parameters)}`,
  );
}

const outcomeOf = ({ state, counts, best: [best] }: Study): Omit<StudyTourResult, 'commits'> => ({
  state,
  trials: counts.complete + counts.pruned + counts.failed,
  best: typeof best?.values[0] === 'number' ? best.values[0] : undefined,
});

/** Looks for the commit of the result, and milliseconds between two looks. */
const looks = 60;
const pause = 500;

/** @throws UnavailableError when it does not come in time */
async function resultCommit({ client, signal }: TourDeps, { team, name }: StudyParams): Promise<CommitView> {
  const resource = `Study/${team}/${name}`;
  for (let look = 0; look < looks; look += 1) {
    const { items } = await client.call(changeEndpoints.history, { query: { resource, limit: 1 }, signal });
    const [newest] = items;
    if (newest?.subject === `Result of ${resource}`) return newest;
    await systemClock.sleep(pause, signal);
  }
  throw new UnavailableError(
    `the result of ${resource} is not committed after ${String((looks * pause) / 1000)} s`,
  );
}
