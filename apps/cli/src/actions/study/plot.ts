import path from 'node:path';
import { plots, type PlotKind } from '@slipway/plots';
import { openStudy } from '../../connection/open-study.ts';
import { UsageError } from '../../exit-codes.ts';
import { openFile } from '../../input/open-file.ts';
import type { Invocation } from '../../invocation.ts';
import { saveFile } from '../../output/save-file.ts';
import { readPlotInput } from '../../plots/read-plot-input.ts';

export interface PlotOptions {
  readonly kind: PlotKind;
  /** Target file, SVG or PNG by its end; `-` is SVG on stdout. */
  readonly out?: string;
  readonly metric?: readonly string[];
  readonly parameter?: readonly string[];
  /** Values of objectives on logarithmic axes. */
  readonly log?: boolean;
  readonly force?: boolean;
  readonly open?: boolean;
}

/** Draws a picture of a study. */
export async function plotStudy(invocation: Invocation, word: string, options: PlotOptions): Promise<void> {
  const { out, err, cwd } = invocation;
  const { kind, force = false, open = false } = options;
  const study = await openStudy(invocation, word);
  const target = options.out ?? `${study.params.name}-${kind}.svg`;
  if (target !== '-' && !/\.(svg|png)$/i.test(target))
    throw new UsageError(`${JSON.stringify(target)} ends neither with .svg nor with .png`);
  if (target === '-' && open) throw new UsageError('--open opens a file: name it by --out');
  const input = await readPlotInput(invocation, study, kind, {
    metrics: options.metric ?? [],
    parameters: options.parameter ?? [],
    logValues: options.log ?? false,
  });
  // Drawing is heavy to load: other commands do without it.
  const { renderSvg } = await import('../../plots/render-svg.ts');
  const svg = renderSvg(plots[kind](input));
  if (target === '-') return out.write(svg);
  const image = /\.png$/i.test(target)
    ? (await import('../../plots/render-png.ts')).renderPng(svg)
    : Buffer.from(svg);
  const file = path.resolve(cwd, target);
  await saveFile({ file, shownName: target, force }, inOnePiece(image));
  await err.line(`wrote ${target}`);
  if (open) await openFile(file);
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
