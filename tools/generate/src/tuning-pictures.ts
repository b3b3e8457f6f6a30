import { renderSvg } from '@slipway/cli/render-svg';
import type { Generator } from './generated-file.ts';
import { familiesChart } from './tuning/families-chart.ts';
import { qualityChart } from './tuning/quality-chart.ts';
import { readGaps } from './tuning/gaps.ts';

/** The pictures of how well samplers do, from what the benchmark has measured. */
export const tuningPictures: Generator = async () => {
  const gaps = await readGaps();
  return [
    { path: 'docs/pictures/tuning-quality.svg', content: renderSvg(qualityChart(gaps)) },
    { path: 'docs/pictures/tuning-families.svg', content: renderSvg(familiesChart(gaps)) },
  ];
};
