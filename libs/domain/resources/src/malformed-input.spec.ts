import { describe, expect, it } from '@jest/globals';
import { InvalidInputError, type Issue } from '@slipway/kernel';
import { parseResources } from './parse-resources.ts';
import { malformedDocuments } from './testing/malformed-documents.ts';

function refusal(text: string): InvalidInputError {
  try {
    parseResources('job.yaml', text);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

function place({ line, column }: Issue): string | undefined {
  return line === undefined ? undefined : `${String(line)}:${String(column)}`;
}

describe('malformed input', () => {
  it.each(malformedDocuments)(
    'refuses $what, and says where and why',
    ({ text, at, path, message, suggestion }) => {
      const error = refusal(text);
      const [issue] = error.issues;
      expect({
        message: issue?.message,
        at: issue && place(issue),
        path: issue?.path,
        suggestion: issue?.suggestion,
      }).toEqual({ message, at, path, suggestion });
      expect(issue?.file).toBe('job.yaml');
      expect(error.message).toContain(message);
    },
  );

  it('covers what people get wrong and what others try', () => {
    expect(malformedDocuments.length).toBeGreaterThan(90);
  });

  it('tells all that is wrong with a file at once, in the order of the file', () => {
    const error = refusal(
      'apiVersion: slipway.dev/v1\nkind: Job\nmetadata: { name: A, team: demo }\nspec: { comand: [x], replicas: 0 }\n---\nkind: Team\n',
    );
    expect(error.issues.map((issue) => [issue.line, issue.path])).toEqual([
      [3, 'metadata.name'],
      [4, 'spec.image'],
      [4, 'spec.command'],
      [4, 'spec.comand'],
      [4, 'spec.replicas'],
      [6, 'apiVersion'],
    ]);
    expect(error.message).toMatch(/^job\.yaml:3:19: metadata\.name: "A" is not a name: .* \(and 5 more\)$/);
  });

  it('tells at most 50 issues, and how many more there are', () => {
    const fields = Array.from({ length: 45 }, (_, index) => `  field${String(index)}: x\n`).join('');
    const arguments_ = `  args: [${'1, '.repeat(30)}]\n`;
    const error = refusal(
      `apiVersion: slipway.dev/v1\nkind: Job\nmetadata: { name: a, team: b }\nspec:\n  image: x\n  command: [x]\n${fields}${arguments_}`,
    );
    expect(error.issues).toHaveLength(51);
    expect(error.issues.at(-1)).toEqual({ file: 'job.yaml', message: '25 more problems are not shown' });
  });

  it('says in quotes what was meant when YAML took text for something else', () => {
    const [issue] = refusal(
      'apiVersion: slipway.dev/v1\nkind: Job\nmetadata: { name: a, team: b }\nspec: { image: x, command: [x], args: [1.10] }\n',
    ).issues;
    expect(issue?.expected).toBe('text in quotes: "1.1"');
  });
});
