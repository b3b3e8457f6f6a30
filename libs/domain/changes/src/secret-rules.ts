import type { Issue } from '@slipway/kernel';
import { secretDocumentLines } from './secret-documents.ts';

/** What known credentials look like. Sources: the issuers' documentation of their token formats. */
const tokens: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g],
  ['an AWS access key id', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g],
  ['an AWS secret access key', /aws_secret_access_key["']?\s{0,9}[=:]\s{0,9}["']?[A-Za-z0-9/+]{40}/gi],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40})/g],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20}/g],
  ['a Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10}/g],
  [
    'a Slack webhook address',
    /hooks\.slack\.com\/services\/T[A-Z0-9]{6,12}\/B[A-Z0-9]{6,12}\/[A-Za-z0-9]{16}/g,
  ],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])/g],
  ['a Google OAuth token', /\bya29\.[0-9A-Za-z_-]{20}/g],
  ['an Azure storage key', /AccountKey=[A-Za-z0-9+/]{86}==/g],
  ['a Hugging Face token', /\bhf_[A-Za-z0-9]{34}\b/g],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['a PyPI token', /\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{20}/g],
  ['a Stripe live key', /\b[rs]k_live_[A-Za-z0-9]{20}/g],
  ['a model provider API key', /\bsk-(?:ant-|proj-)[A-Za-z0-9_-]{20}/g],
  ['a signed token (JWT)', /\beyJ[A-Za-z0-9_-]{16,4096}\.eyJ[A-Za-z0-9_-]{16,4096}\.[A-Za-z0-9_-]{16}/g],
];

const advice = 'git keeps it for ever: keep it in a Secret of the cluster and reference it by name';

/** At most 20 findings of a file are told: who commits a key ring needs no list of its keys. */
const mostFindings = 20;

/**
 * Secret data in a file of the environment repository: values of `kind: Secret` documents and texts that look like
 * known credentials. Issues name file and line and never the secret itself.
 */
export function secretIssues(file: string, content: string): readonly Issue[] {
  const issues: Issue[] = [];
  if (/\.(?:ya?ml|json)$/i.test(file)) {
    for (const line of secretDocumentLines(content)) {
      issues.push({ file, line, message: `${file}:${String(line)} holds the values of a Secret; ${advice}` });
    }
  }
  for (const [what, pattern] of tokens) {
    for (const match of content.matchAll(pattern)) {
      const line = content.slice(0, match.index).split('\n').length;
      issues.push({
        file,
        line,
        message: `${file}:${String(line)} holds what looks like ${what}; ${advice}`,
      });
      if (issues.length >= mostFindings) return issues;
    }
  }
  return issues.slice(0, mostFindings);
}

/** What a credential goes on with after the part that gives it away. */
const tail = /^[A-Za-z0-9_\-+/=.]*/;

/** The text with every known credential replaced; of a private key nothing stays up to its last line. */
export function redactSecrets(text: string, replacement: string): string {
  let rest = text.replaceAll(
    /-----BEGIN ((?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?)-----(?:[^]*?-----END \1-----|[^]*)/g,
    replacement,
  );
  for (const [, pattern] of tokens) {
    let from = 0;
    let redacted = '';
    for (const match of rest.matchAll(pattern)) {
      if (match.index < from) continue;
      const end = match.index + match[0].length;
      redacted += rest.slice(from, match.index) + replacement;
      from = end + (tail.exec(rest.slice(end, end + 4096))?.[0].length ?? 0);
    }
    rest = redacted + rest.slice(from);
  }
  return rest;
}
