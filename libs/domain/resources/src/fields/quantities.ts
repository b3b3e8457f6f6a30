import { parseQuantity } from '@slipway/kernel';
import { z } from 'zod';
import { problemCheck } from './check.ts';

const mebibyte = 2 ** 20;

/** Kubernetes reads `2` and `"2"` alike; kept as text, as it was written. */
const numberOrText = z
  .union([z.number(), z.string().max(32, { abort: true })], {
    error: 'expected a number of cores such as 500m or 2',
  })
  .transform(String);

const quantity = '^\\d+(\\.\\d+)?([eE][+-]?\\d{1,2}|[numkMGTPE]|[KMGTPE]i)?$';

/** Number of CPU cores, from a thousandth to 4,096. */
export const CpuQuantity = numberOrText
  .pipe(z.string().check(problemCheck(cpuProblem)))
  .meta({ examples: ['500m', '2'], pattern: quantity });

/** Bytes of memory or disk, at least a mebibyte: less than that is a forgotten unit. */
export const ByteQuantity = z
  .string()
  .max(32, { abort: true })
  .check(problemCheck(byteProblem))
  .meta({ examples: ['512Mi', '4Gi'], pattern: quantity });

function cpuProblem(text: string): string | undefined {
  const cores = parseQuantity(text);
  if (cores === undefined) return 'expected a number of cores such as 500m (half a core) or 2';
  if (cores > 4096) return 'more than 4096 cores; expected a number such as 500m or 2';
  return cores < 0.001 ? 'less than a thousandth of a core; expected a number such as 500m or 2' : undefined;
}

function byteProblem(text: string): string | undefined {
  const bytes = parseQuantity(text);
  if (bytes === undefined) return 'expected a number of bytes with a unit, such as 512Mi or 4Gi';
  if (bytes > 2 ** 60) return 'more than 1Ei; expected a number of bytes such as 512Mi or 4Gi';
  if (bytes >= mebibyte) return undefined;
  const meant = /^\d+$/.test(text)
    ? `; is ${text}Mi or ${text}Gi meant?`
    : '; expected a number of bytes such as 512Mi or 4Gi';
  return `that is ${String(Math.ceil(bytes))} bytes, less than 1Mi${meant}`;
}
