import { init } from 'echarts';
import type { Chart } from '@slipway/plots';

/** A chart as an SVG document; equal charts give equal text. */
export function renderSvg({ option, width, height }: Chart): string {
  const instance = init(undefined, undefined, { renderer: 'svg', ssr: true, width, height });
  try {
    instance.setOption(option);
    // Ids count the charts of this process, and some data is for scripts of a page that there is none.
    return `${instance
      .renderToSVGString()
      .replaceAll(/\bzr\d+-/g, 'zr-')
      .replaceAll(/ ecmeta_\w+="[^"]*"/g, '')}\n`;
  } finally {
    instance.dispose();
  }
}
