interface Finding {
  readonly offset: number;
  readonly problem: string;
}

/** Line feed and tab are text; other control characters, bidirectional overrides, stray byte order marks and half characters are not. */
const unsafe =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]|\p{Cs}/u;

/** The first character that does not belong into readable text, or undefined. */
export function unsafeCharacter(text: string): Finding | undefined {
  const offset = text.search(unsafe);
  if (offset === -1) return undefined;
  const code = text.charCodeAt(offset);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (code === 0) return { offset, problem: 'a NUL character' };
  if (code === 0xfeff) return { offset, problem: 'a byte order mark (U+FEFF) within the text' };
  if (code >= 0xd800 && code <= 0xdfff) return { offset, problem: `half a character (${name})` };
  return { offset, problem: `${code > 0x2000 ? 'an invisible' : 'a control'} character (${name})` };
}

/** What makes a file unreadable before any YAML is looked at. Carriage returns may end lines. */
export function unreadable(text: string): Finding | undefined {
  const replaced = text.indexOf('\uFFFD');
  if (replaced !== -1) return { offset: replaced, problem: 'bytes that are not UTF-8' };
  return unsafeCharacter(text.replaceAll('\r\n', ' \n')); // of the same length, so that offsets stay
}
