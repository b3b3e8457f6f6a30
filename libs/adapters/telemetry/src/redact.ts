/** Names whose values never reach a log. */
const secretName =
  /(?:^|[-_.])(?:authorization|cookie|credentials?|passw(?:or)?d|private[-_]?key|secrets?|tokens?)$|[a-z](?:Password|Token|Secret|PrivateKey|Credentials?)$/i;
/** Credentials inside of text: a bearer header, a token of ours, the password of a URL. */
const secretText = [
  { pattern: /\b(bearer|basic) +[\w+/=.~-]{8,}/gi, replacement: '$1 [redacted]' },
  { pattern: /\bslipway_[\w-]{20,}/g, replacement: '[redacted]' },
  { pattern: /(\w+:\/\/[^\s:/@]*):[^\s@/]+@/g, replacement: '$1:[redacted]@' },
];
const maxDepth = 6;
const maxText = 16_384;

/**
 * A copy of a value that is safe to log: secrets replaced by name and by form, errors serialised, depth and length
 * bounded, bigints as text.
 */
export function redacted(value: unknown, serialiseError: (error: Error) => unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactedText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return '[deeper]';
  if (value instanceof Error) return redacted(serialiseError(value), serialiseError, depth + 1);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value))
    return value.slice(0, 100).map((entry) => redacted(entry, serialiseError, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      secretName.test(name) && entry !== undefined
        ? '[redacted]'
        : redacted(entry, serialiseError, depth + 1),
    ]),
  );
}

export function redactedText(text: string): string {
  const bounded =
    text.length > maxText ? `${text.slice(0, maxText)}… (${String(text.length)} characters)` : text;
  return secretText.reduce((now, { pattern, replacement }) => now.replaceAll(pattern, replacement), bounded);
}
