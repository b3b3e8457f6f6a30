import { examplePictures } from '@slipway/cli/pictures';
import { goldenMessages } from '@slipway/notifications/golden';
import { goldenModels } from '@slipway/registry/golden';
import { goldenManifests } from '@slipway/render/golden';
import type { Generator } from './generated-file.ts';

export const goldenFiles: Generator = () =>
  Promise.resolve([
    ...filesIn('libs/domain/render/src/golden', goldenManifests()),
    ...filesIn('libs/domain/registry/src/golden', goldenModels()),
    ...filesIn('libs/domain/notifications/src/golden', goldenMessages()),
    ...examplePictures(),
  ]);

const filesIn = (
  folder: string,
  files: readonly { readonly path: string; readonly content: string }[],
): { readonly path: string; readonly content: string }[] =>
  files.map(({ path, content }) => ({ path: `${folder}/${path}`, content }));
