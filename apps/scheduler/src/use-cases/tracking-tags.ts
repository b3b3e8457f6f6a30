import type { AttemptRecord, RunRecord } from '@slipway/ports';
import type { Job } from '@slipway/resources';

interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What the run that tracks an attempt says of where it comes from, in MLflow's words and in Slipway's. */
export function trackingTags(run: RunRecord, attempt: AttemptRecord, { spec }: Job): readonly Tag[] {
  const commit = run.run.attempts.find(({ epoch }) => epoch === attempt.epoch)?.commit;
  const git = spec.source && 'git' in spec.source ? spec.source.git : undefined;
  const isCommit = git !== undefined && /^[0-9a-f]{40}$/.test(git.revision);
  const tags: Readonly<Record<string, string | undefined>> = {
    'mlflow.runName': run.name,
    'mlflow.user': run.requestedBy,
    'mlflow.source.type': 'JOB',
    'mlflow.source.name': `Job/${run.team}/${run.job}`,
    'mlflow.source.git.repoURL': git?.url,
    'mlflow.source.git.commit': isCommit ? git.revision : undefined,
    'mlflow.source.git.branch': isCommit ? undefined : git?.revision,
    'slipway.job': run.job,
    'slipway.run': run.name,
    'slipway.attempt': attempt.name,
    'slipway.commit': commit,
    'slipway.study': run.trial && run.job,
    'slipway.trial': run.trial && String(run.trial.number),
    'slipway.image': spec.image,
  };
  return Object.entries(tags).flatMap(([key, value]) => (value === undefined ? [] : { key, value }));
}
