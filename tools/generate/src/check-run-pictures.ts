import { exampleJob } from './check-run/example-job.ts';
import { examplePlan } from './check-run/example-plan.ts';
import { checkRunPicture } from './check-run/picture.ts';
import type { Generator } from './generated-file.ts';

/** The pictures of check runs in the documentation. */
export const checkRunPictures: Generator = () => {
  const { title, markdown, verdict, findings } = examplePlan();
  const plan = { name: 'slipway/plan', title, markdown, succeeded: verdict === 'ok', annotations: findings };
  return Promise.resolve([
    { path: 'docs/how-to/pictures/check-run.svg', content: checkRunPicture(plan) },
    { path: 'docs/how-to/pictures/workflow-check.svg', content: checkRunPicture(exampleJob()) },
  ]);
};
