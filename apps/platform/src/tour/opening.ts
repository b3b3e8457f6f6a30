import type { TourResult } from './tour.ts';

export interface Opening {
  readonly url: string;
  readonly optunaPort: number | undefined;
  readonly data: string;
  readonly seconds: number;
  /** Commits that started a new environment repository. */
  readonly seeded: number;
}

/** What a person sees when the platform is ready: where it is, where things lie, what to try. */
export function openingLines({ url, data, seconds, seeded }: Opening): string[] {
  return [
    `Slipway is ready at ${url} after ${seconds.toFixed(1)} s · data in ${data}`,
    seeded > 0
      ? `New environment repository, ${String(seeded)} commits: a cluster (this machine), a team (demo).`
      : 'Resumed on the data of the last start.',
  ];
}

/** What to do next, shown while the platform stays up. */
export function nextSteps({ url, optunaPort, data }: Opening): string[] {
  return [
    '',
    'Look around                                    (in another terminal, in this folder)',
    '  npm run slipway -- get runs                  what has run',
    '  npm run slipway -- describe job/digits       the Job, its runs and commits',
    '  npm run slipway -- history job/digits        every commit that concerns it',
    '  npm run slipway -- study best tune-digits    what the study has found',
    '  npm run slipway -- study plot tune-digits    and a picture of it',
    `  git -C ${data}/environment.git log --stat    the environment repository itself`,
    `  ${url}/openapi.json                the API`,
    '',
    'Track with MLflow, unchanged:                  (docs/how-to/use-slipway-as-your-mlflow.md)',
    `  export MLFLOW_TRACKING_URI=${url}`,
    '',
    ...(optunaPort === undefined
      ? []
      : [
          'Tune with Optuna, unchanged:                   (docs/how-to/use-optuna-with-slipway.md)',
          `  optuna.storages.GrpcStorageProxy(host="localhost", port=${String(optunaPort)})`,
          '',
        ]),
    'Try next: change a number in examples/digits/job.yaml, then',
    '  npm run slipway -- diff -f examples/digits/job.yaml',
    '  npm run slipway -- apply -f examples/digits/job.yaml --watch',
    '',
    'Ctrl-C stops everything; the data stays.',
  ];
}

/** The last line of `npm start -- --once`. */
export function tourLine({ commits, state, accuracy, study }: TourResult): string {
  const run = `run ${state}${accuracy === undefined ? '' : `, accuracy=${accuracy.toFixed(3)}`}`;
  const tuned =
    study === undefined
      ? ''
      : `, study ${study.state} after ${String(study.trials)} trials${study.best === undefined ? '' : `, best accuracy=${study.best.toFixed(3)}`}`;
  return `tour: ${String(commits)} commits, ${run}${tuned}`;
}
