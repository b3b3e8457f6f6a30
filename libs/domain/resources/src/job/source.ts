import { z } from 'zod';
import { distinct, problemCheck } from '../fields/check.ts';
import { RelativePath } from '../fields/paths.ts';

const https = /^https:\/\/[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?\/[\w.~+/%-]+$/;
const ssh = /^ssh:\/\/([A-Za-z_][\w-]*@)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?\/[\w.~+/%-]+$/;
const scp = /^[A-Za-z_][\w-]*@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:[\w.~+/%-]+$/;

function urlProblem(url: string): string | undefined {
  if (/^[a-z+]+:\/\/[^/]*:[^/]*@/i.test(url) || /^https?:\/\/[^/]*@/i.test(url))
    return 'credentials do not belong into a URL: git keeps them for ever';
  return https.test(url) || ssh.test(url) || scp.test(url)
    ? undefined
    : 'expected an https or ssh URL such as https://github.com/org/repo.git';
}

function revisionProblem(revision: string): string | undefined {
  return /^\w[\w./@+-]*$/.test(revision) && !/\.\.|@\{|\/\/|\/$|\.$|\.lock$/.test(revision)
    ? undefined
    : 'expected a branch, a tag or a commit, such as main, v1.2.0 or a 40-digit id';
}

export const GitSource = z.strictObject({
  url: z
    .string()
    .max(500, { abort: true })
    .check(problemCheck(urlProblem))
    .meta({ examples: ['https://github.com/org/repo.git', 'git@github.com:org/repo.git'] })
    .describe('Address of the repository: https or ssh, without credentials.'),
  revision: z
    .string()
    .max(200, { abort: true })
    .check(problemCheck(revisionProblem))
    .meta({ examples: ['main', 'v1.2.0'] })
    .describe('Branch, tag or commit. A commit makes every run use the same code.'),
});

/** Where the program of a Job comes from; without one it is in the image. */
export const Source = z.union(
  [
    z.strictObject({
      git: GitSource.describe('A revision of a git repository, checked out into the working directory.'),
    }),
    z.strictObject({
      files: z
        .array(RelativePath)
        .min(1)
        .max(200)
        .check(distinct((path) => path))
        .describe(
          'Text files beside the YAML file, such as train.py. They are kept in the environment repository.',
        ),
    }),
  ],
  { error: 'expected exactly one of git and files' },
);
