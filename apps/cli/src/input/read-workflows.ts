import path from 'node:path';
import { limits } from '@slipway/contracts';
import { parseWorkflows, type Workflow } from '@slipway/resources';
import type { Invocation } from '../invocation.ts';
import { readText, readTextFile } from './read-text.ts';

export interface WorkflowFile {
  readonly text: string;
  readonly workflows: readonly Workflow[];
}

/**
 * The workflows of a file; `-` is stdin.
 * @throws InvalidInputError with everything that is wrong with it, NotFoundError, TooLargeError
 */
export async function readWorkflows(
  { cwd, input, sources }: Invocation,
  file: string,
): Promise<WorkflowFile> {
  const text =
    file === '-'
      ? await readText(input, 'stdin', limits.documentBytes)
      : await readTextFile(path.resolve(cwd, file), file, limits.documentBytes);
  sources.set(file, text);
  return { text, workflows: parseWorkflows(file, text) };
}
