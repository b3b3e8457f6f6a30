import type { Explanation } from './explain.ts';

/** An explanation as text for a terminal, lines of at most 100 characters. */
export function formatExplanation(explanation: Explanation): string {
  const lines = [`PATH         ${explanation.path}`, `TYPE         ${explanation.type}`];
  if (explanation.default !== undefined) lines.push(`DEFAULT      ${JSON.stringify(explanation.default)}`);
  if (explanation.examples)
    lines.push(`EXAMPLES     ${explanation.examples.map((example) => JSON.stringify(example)).join(', ')}`);
  if (explanation.description !== '') lines.push('', ...wrapped(explanation.description, '  '));
  if (explanation.fields.length > 0) lines.push('', 'FIELDS');
  for (const field of explanation.fields) {
    lines.push(
      `  ${field.name}  <${field.type}>${field.required ? '  required' : ''}`,
      ...wrapped(field.description, '      '),
    );
  }
  return `${lines.join('\n')}\n`;
}

function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 100) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(indent + word);
  }
  return lines;
}
