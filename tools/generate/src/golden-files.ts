import { goldenManifests } from '@slipway/render/golden';
import type { Generator } from './generated-file.ts';

export const goldenFiles: Generator = () =>
  Promise.resolve(
    goldenManifests().map(({ path, content }) => ({
      path: `libs/domain/render/src/golden/${path}`,
      content,
    })),
  );
