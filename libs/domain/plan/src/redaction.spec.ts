import { describe, expect, it } from '@jest/globals';
import { planMarkdown } from './rendering/markdown.ts';
import { isSensitive, redactText } from './redaction.ts';
import { environment, job, planOf, policy } from './testing/repository.ts';

describe('redaction', () => {
  it('knows credentials by the names of variables', () => {
    const sensitive = [
      'DB_PASSWORD',
      'API_KEY',
      'token',
      'AWS_SECRET_ACCESS_KEY',
      'S3-SECRET',
      'GOOGLE_CREDENTIALS',
    ];
    expect(sensitive.filter(isSensitive)).toEqual(sensitive);
    expect(['TOKENIZERS_PARALLELISM', 'KEYBOARD', 'MONKEY', 'LR'].filter(isSensitive)).toEqual([]);
  });

  it('replaces options and known credentials in texts', () => {
    expect(redactText('run --api-key=abc --lr=0.1')).toBe('run --api-key=(redacted) --lr=0.1');
    expect(redactText(`x ghp_${'a'.repeat(40)} y`)).toBe('x (redacted) y');
    expect(redactText('-----BEGIN PRIVATE KEY-----\nMIIE\nx\n-----END PRIVATE KEY-----\nafter')).toBe(
      '(redacted)\nafter',
    );
    expect(redactText('-----BEGIN PRIVATE KEY-----\nMIIE\nx')).toBe('(redacted)');
  });

  it('keeps what a variable hides out of fields, manifests, messages and every form of the plan', () => {
    const path = 'teams/vision/jobs/digits.yaml';
    const withPassword = (value: string): string =>
      job(
        'digits',
        `  env: [{ name: DB_PASSWORD, value: ${value} }, { name: URL, value: "db?p=${value}" }]\n`,
      );
    const plan = planOf(
      {
        ...environment,
        [path]: withPassword('hunter2before'),
        'policies/a.yaml': policy('a', 'false', '  message: "resource.spec.env[0].value"\n'),
      },
      { [path]: withPassword('hunter2after') },
    );
    expect(plan.resources[0]?.fields[0]).toEqual({
      path: 'spec.env.DB_PASSWORD.value',
      before: '"(redacted)"',
      after: '"(redacted)"',
    });
    const texts = JSON.stringify(plan) + planMarkdown(plan);
    expect(texts).not.toContain('hunter2');
    expect(plan.findings[0]?.message).toContain('(redacted)');
  });
});
