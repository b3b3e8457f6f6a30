import { plots, type PlotKind } from '@slipway/plots';
import { exampleOfTwo, exampleStudy } from '@slipway/plots/golden';
import { renderSvg } from './render-svg.ts';

/** The pictures of the documentation, one of each kind, by their path below the root of the project. */
export function examplePictures(): readonly { readonly path: string; readonly content: string }[] {
  return (Object.keys(plots) as PlotKind[]).map((kind) => ({
    path: `docs/how-to/pictures/study-${kind}.svg`,
    content: renderSvg(plots[kind](kind === 'pareto' ? exampleOfTwo : exampleStudy)),
  }));
}
