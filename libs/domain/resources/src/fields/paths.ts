import { pathProblem } from '@slipway/changes';
import { z } from 'zod';
import { problemCheck } from './check.ts';

/** A file or folder below some directory: no way out of it, nothing of git's, letters that every system can write. */
export const RelativePath = z
  .string()
  .max(200, { abort: true })
  .check(
    problemCheck(
      (path) =>
        pathProblem(path) ??
        (/^[\w.+@/-]+$/.test(path) ? undefined : 'expected letters, digits, and . _ + @ - /'),
    ),
  );
