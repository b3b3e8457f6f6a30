import type { Issue } from '@slipway/kernel';
import { Composer, Lexer, Parser, type CST, type Document } from 'yaml';
import type { YamlBounds } from './bounds.ts';
import { invalidFile, issueAtOffset, type SourceText } from './source-text.ts';

// A document and what the parser keeps beside the open collections on its stack.
const stackBase = 4;

/**
 * Parses token by token, so that a hostile file is refused before much work was done: the composer recurses, and its
 * cost grows with the number of tokens, not of bytes.
 * @throws InvalidInputError when a bound is exceeded, or for a directive.
 */
export function compose(source: SourceText, text: string, bounds: YamlBounds): Document.Parsed[] {
  const parser = new Parser(source.lines.addNewLine);
  // Duplicate keys are found by `evaluate`, in linear time.
  const composer = new Composer({
    version: '1.2',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const documents: Document.Parsed[] = [];
  const refuse = (message: string, offset = parser.offset): never => {
    const issue: Issue = issueAtOffset(source, offset, { message });
    throw invalidFile(source.file, [issue]);
  };
  const add = (document: Document.Parsed): void => {
    if (documents.length === bounds.documents)
      refuse(`the file has more than ${String(bounds.documents)} documents`, document.range[0]);
    documents.push(document);
  };
  const take = (token: CST.Token): void => {
    if (token.type === 'directive' && !/^%YAML 1\.2\s*$/.test(token.source))
      refuse('directives are not supported; leave the line out', token.offset);
    for (const document of composer.next(token)) add(document);
  };

  source.lines.addNewLine(0);
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > bounds.tokens)
      refuse(`the file is too large: it has more than ${String(bounds.tokens)} YAML tokens`);
    for (const token of parser.next(lexeme)) take(token);
    if (parser.stack.length > bounds.depth + stackBase)
      refuse(`lists and objects are nested deeper than ${String(bounds.depth)} levels`);
  }
  for (const token of parser.end()) take(token);
  for (const document of composer.end()) add(document);
  return documents;
}
