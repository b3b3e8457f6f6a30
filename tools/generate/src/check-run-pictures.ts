import { examplePlan } from './check-run/example-plan.ts';
import { checkRunPicture } from './check-run/picture.ts';
import type { Generator } from './generated-file.ts';

/** The pictures of check runs in the documentation. */
export const checkRunPictures: Generator = () =>
  Promise.resolve([
    {
      path: 'docs/how-to/pictures/check-run.svg',
      content: checkRunPicture('slipway/plan', examplePlan()),
    },
  ]);
