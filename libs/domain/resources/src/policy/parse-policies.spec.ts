import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { parsePolicies } from './parse-policies.ts';

const policy = (spec: string): string =>
  `apiVersion: slipway.dev/v1\nkind: Policy\nmetadata: { name: pinned }\nspec:\n${spec}`;

function issuesOf(text: string): readonly object[] {
  try {
    parsePolicies('policies/a.yaml', text);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

describe('parsePolicies', () => {
  it('reads the policies of a file and knows where they stand', () => {
    const [first, second] = parsePolicies(
      'policies/a.yaml',
      `${policy('  expression: "true"\n')}---\n${policy('  severity: warn\n  expression: "false"\n')}`,
    );
    expect(first?.policy.spec).toEqual({ match: {}, expression: 'true', severity: 'deny' });
    expect(second?.issueAt(['spec', 'expression'], { message: 'it does not hold' })).toEqual({
      file: 'policies/a.yaml',
      line: 12,
      column: 15,
      path: 'spec.expression',
      message: 'it does not hold',
    });
  });

  it('refuses what is no policy, with its place', () => {
    expect(issuesOf(policy('  expresion: "true"\n'))).toEqual([
      expect.objectContaining({ line: 4, path: 'spec.expression' }),
      expect.objectContaining({ line: 5, column: 3, suggestion: 'expression' }),
    ]);
    expect(issuesOf('# nothing\n')).toEqual([
      expect.objectContaining({ file: 'policies/a.yaml', message: 'the file holds nothing' }),
    ]);
    expect(issuesOf(policy('  expression: "true"\n  field: spec..image\n'))).toHaveLength(1);
  });
});
