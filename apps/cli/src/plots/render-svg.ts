import { init } from 'echarts';
import type { Chart } from '@slipway/plots';

/** A chart as an SVG document; equal charts give equal text. */
export function renderSvg({ option, width, height }: Chart): string {
  const instance = init(undefined, undefined, { renderer: 'svg', ssr: true, width, height });
  try {
    instance.setOption(option);
    // Ids and classes count what this process has drawn, and some data is for scripts of a page that there is none.
    const classes = new Map<string, number>();
    const numberOf = (name: string): number => {
      const number = classes.get(name) ?? classes.size;
      classes.set(name, number);
      return number;
    };
    return `${instance
      .renderToSVGString()
      .replaceAll(/\bzr\d+-cls-\d+/g, (name) => `zr-cls-${String(numberOf(name))}`)
      .replaceAll(/\bzr\d+-/g, 'zr-')
      .replaceAll(/ ecmeta_\w+="[^"]*"/g, '')}\n`;
  } finally {
    instance.dispose();
  }
}
