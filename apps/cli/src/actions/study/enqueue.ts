import { studyEndpoints, type Configuration } from '@slipway/contracts';
import { getStudy, openStudy } from '../../connection/open-study.ts';
import { UsageError } from '../../exit-codes.ts';
import { scalarOf } from '../../input/scalar.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { configurationText } from '../../output/study-text.ts';

/** Adds a trial with given parameters, which is handed out before others are suggested. */
export async function enqueueTrial(
  invocation: Invocation,
  word: string,
  pairs: readonly string[],
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<void> {
  const { out, err, signal } = invocation;
  const study = await openStudy(invocation, word);
  const { spec } = await getStudy(invocation, study);
  const configuration = parseConfiguration(pairs, spec.parameters);
  if (dryRun) {
    await out.line(configurationText(configuration));
    await err.line('nothing was enqueued: this was a dry run, and the server has not checked the values');
    return;
  }
  const { trials } = await study.client.call(studyEndpoints.enqueueTrials, {
    params: study.params,
    body: { configurations: [configuration] },
    signal,
  });
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') await writeData(out, format, { items: trials });
  else
    for (const { id, parameters } of trials)
      await out.line(
        format === 'name' ? String(id) : `trial ${String(id)} enqueued: ${configurationText(parameters)}`,
      );
}

/**
 * `lr=0.1 optimizer=adam` as values of these parameters: a text stays a text where the choices are texts.
 * @throws UsageError
 */
export function parseConfiguration(
  pairs: readonly string[],
  parameters: readonly { readonly name: string; readonly choices?: unknown; readonly values?: unknown }[],
): Configuration {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw new UsageError(`${JSON.stringify(pair.slice(0, 80))} is not NAME=VALUE`);
      const [name, text] = [pair.slice(0, equals), pair.slice(equals + 1)];
      const parameter = parameters.find((one) => one.name === name);
      const listed = [parameter?.choices, parameter?.values].find(Array.isArray) as unknown[] | undefined;
      return [name, listed?.includes(text) === true ? text : scalarOf(text)];
    }),
  );
}
