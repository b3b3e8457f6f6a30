import { createRequire } from 'node:module';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';

/** Twice the size of the SVG, for screens that are fine. */
const zoom = 2;

/** An SVG document as a PNG image. Its fonts come along, since a server may have none; other scripts use those of the system. */
export function renderPng(svg: string): Uint8Array {
  const fonts = path.dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: {
      loadSystemFonts: true,
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => path.join(fonts, file)),
      defaultFontFamily: 'DejaVu Sans',
    },
  });
  return image.render().asPng();
}
