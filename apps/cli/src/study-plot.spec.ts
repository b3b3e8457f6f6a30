import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { plots } from '@slipway/plots';
import { exampleStudy } from '@slipway/plots/golden';
import { examplePictures } from './plots/example-pictures.ts';
import { renderPng } from './plots/render-png.ts';
import { renderSvg } from './plots/render-svg.ts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const { cli } = bench;
const root = path.resolve(import.meta.dirname, '../../..');

describe('the pictures of the documentation', () => {
  it.each(examplePictures())(
    '$path is what drawing gives, byte for byte',
    async ({ path: file, content }) => {
      expect(content).toBe(await readFile(path.join(root, file), 'utf8'));
    },
  );

  it('are one of each kind', () => {
    expect(
      examplePictures().map(({ path: file }) => path.basename(file, '.svg').replace('study-', '')),
    ).toEqual(Object.keys(plots));
  });
});

describe('slipway study plot', () => {
  it.each(['history', 'parallel', 'importance', 'slice', 'contour'])('draws %s', async (kind) => {
    const { code, stdout, stderr } = await cli('study', 'plot', 'digits', '--kind', kind, '--out', '-');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(stdout).toContain('digits: ');
    expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws learning curves of what trials reported', async () => {
    bench.state.studies.events = [1, 2, 3].map((step) => ({
      type: 'trial-reported',
      trial: 1,
      step,
      values: [1 / step],
    }));
    const { stdout } = await cli('study', 'plot', 'digits', '--kind', 'intermediate', '--out', '-');
    expect(stdout).toContain('1 trials with reports');
  });

  it('writes an image of twice the size when the file ends with .png', async () => {
    expect(await cli('study', 'plot', 'digits', '--out', 'p.png')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'wrote p.png\n',
    });
    const png = await readFile(path.join(bench.folder, 'p.png'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1800, 960]);
  });

  it('brings its letters along: a picture without text is another one', () => {
    const svg = renderSvg(plots.importance(exampleStudy));
    expect(Buffer.from(renderPng(svg)).equals(renderPng(svg.replaceAll(/<text.*?<\/text>/gs, '')))).toBe(
      false,
    );
  });

  it.each([
    [['--out', 'p.gif'], 2, 'ends neither with .svg nor with .png'],
    [['--kind', 'pareto'], 3, 'a Pareto front needs two objectives'],
    [['--kind', 'contour', '--parameter', 'lr'], 3, 'a contour plot is of two parameters'],
    [['--kind', 'slice', '--parameter', 'lrr'], 3, 'did you mean lr?'],
    [['--metric', 'los'], 3, 'did you mean loss?'],
    [['--kind', 'intermediate'], 7, 'no trial of this study has reported anything'],
    [['--kind', 'pie'], 2, 'Allowed choices are history, parallel'],
  ])('%j is refused with %i', async (args, code, text) => {
    expect(await cli('study', 'plot', 'digits', ...args)).toMatchObject({
      code,
      stderr: expect.stringContaining(text),
    });
  });
});
