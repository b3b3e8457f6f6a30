import type { Issue } from '@slipway/kernel';
import { LineCounter, isScalar, type Document } from 'yaml';
import type { YamlBounds } from './bounds.ts';
import { compose } from './compose.ts';
import { evaluate, type Report } from './evaluate.ts';
import type { Located } from './located-value.ts';
import { invalidFile, issueAtOffset, type SourceText } from './source-text.ts';
import { unreadable } from './text-rules.ts';

/** A document of a YAML file: its value, and where in the file everything of it stands. */
export interface YamlDocument {
  readonly source: SourceText;
  readonly value: unknown;
  readonly root: Located;
}

/**
 * Reads YAML 1.2 (core schema) in bounded time and memory: no custom tags, merge keys, duplicate or non-text keys.
 * Documents without content are left out.
 * @throws InvalidInputError with all issues of the file, each with its position.
 */
export function readDocuments(file: string, text: string, bounds: YamlBounds): readonly YamlDocument[] {
  const bytes = Buffer.byteLength(text);
  if (bytes > bounds.bytes) {
    throw invalidFile(file, [
      { file, message: `the file has ${String(bytes)} bytes, more than ${String(bounds.bytes)}` },
    ]);
  }
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const source: SourceText = { file, lines: new LineCounter() };
  refuseUnreadable(source, body, bounds);
  const issues: Issue[] = [];
  const report: Report = (offset, details) => {
    issues.push(issueAtOffset(source, offset, details));
  };
  const budget = { values: bounds.values };
  const documents: YamlDocument[] = [];
  for (const document of compose(source, body, bounds)) {
    for (const error of document.errors) report(error.pos[0], { message: error.message });
    if (document.errors.length > 0 || isEmpty(document)) continue;
    documents.push({ source, ...evaluate(document, bounds, budget, report) });
  }
  if (issues.length > 0) throw invalidFile(file, issues);
  return documents;
}

function isEmpty({ contents }: Document.Parsed): boolean {
  return contents === null || (isScalar(contents) && contents.value === null && contents.source === '');
}

function refuseUnreadable(source: SourceText, text: string, bounds: YamlBounds): void {
  const nul = text.indexOf('\0');
  const bad = bounds.anyText
    ? nul === -1
      ? undefined
      : { offset: nul, problem: 'a NUL character' }
    : unreadable(text);
  if (bad === undefined) return;
  source.lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1 && at < bad.offset; at = text.indexOf('\n', at + 1))
    source.lines.addNewLine(at + 1);
  throw invalidFile(source.file, [
    issueAtOffset(source, bad.offset, { message: `the file has ${bad.problem}` }),
  ]);
}
