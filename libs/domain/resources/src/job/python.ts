import { z } from 'zod';
import { problemCheck } from '../fields/check.ts';

const name = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const extras = `(?:\\s*\\[\\s*${name}(?:\\s*,\\s*${name})*\\s*\\])?`;
const clause = '(?:===|==|~=|!=|<=|>=|<|>)\\s*[A-Za-z0-9][A-Za-z0-9.*+!_-]*';
const versions = `(?:\\s*${clause}(?:\\s*,\\s*${clause})*)?`;
const address = '\\s*@\\s*(?:git\\+)?https:\\/\\/[A-Za-z0-9.-]+(?::\\d{1,5})?\\/[\\w.~+%/@#=&-]+';
/** Name, extras and versions or address of PEP 508, https://peps.python.org/pep-0508/; markers are checked apart. */
const requirement = new RegExp(`^${name}${extras}(?:${address}|${versions})\\s*$`);

const variable =
  '(?:python_(?:full_)?version|os_name|sys_platform|platform_(?:machine|python_implementation|release|system|version)|implementation_(?:name|version)|extra)';
const marker = new RegExp(
  `^(?:\\s*(?:${variable}\\b|"[^"\\\\]*"|'[^'\\\\]*'|===|==|~=|!=|<=|>=|<|>|\\(|\\)|(?:and|or|not|in)\\b))+\\s*$`,
);

function requirementProblem(text: string): string | undefined {
  const expected = 'expected a requirement such as numpy==2.3.5 or torch>=2.6,<3';
  if (text.startsWith('-')) return `options of pip are not allowed; ${expected}`;
  if (/^[^;]*@[^;]*(?:file:|http:)/i.test(text) || /^\w+:\/\//.test(text))
    return `only https addresses, with a name and @ before them; ${expected}`;
  if (/@\s*(?:git\+)?https:\/\/[^/]*@/.test(text))
    return 'credentials do not belong into a requirement: git keeps them for ever';
  const semicolon = text.indexOf(';');
  const what = semicolon === -1 ? text : text.slice(0, semicolon);
  return requirement.test(what) && (semicolon === -1 || marker.test(text.slice(semicolon + 1)))
    ? undefined
    : expected;
}

export const Requirement = z
  .string()
  .max(200, { abort: true })
  .check(problemCheck(requirementProblem))
  .meta({ examples: ['numpy==2.3.5'] });

export const PythonEnvironment = z.strictObject({
  requirements: z
    .array(Requirement)
    .max(200)
    .default([])
    .describe('Packages for pip, one entry each. Pin versions: an environment is kept by its requirements.'),
});
