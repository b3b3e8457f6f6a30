import { InvalidInputError } from '@slipway/kernel';
import { childAt, type FieldNode } from './field-tree.ts';
import {
  code,
  endOfPlain,
  Expect,
  isDigit,
  isEscape,
  isHex,
  isSpace,
  isWholeNumber,
  NumberPart,
  numberPartAfter,
  unescaped,
  wordFrom,
} from './json-grammar.ts';

/** Levels of nesting, and bytes of a wanted field. */
const limits = { depth: 100, text: 1024 } as const;

/**
 * Checks that bytes which come in pieces are one JSON object (RFC 8259), and takes wanted fields out of it, without ever
 * having the whole in memory. Strings and numbers are taken; what has another type counts as absent. A wanted field that is
 * there twice is refused, since parsers differ in which one they see.
 */
export class JsonScanner {
  readonly #found = new Map<string, string | number>();
  readonly #seen = new Set<FieldNode>();
  /** Of each open container: whether it is an object, and its place in the tree, if it leads to a wanted field. */
  readonly #isObject: boolean[] = [];
  readonly #nodes: (FieldNode | undefined)[] = [];
  #expect: Expect = Expect.Value;
  /** The place of the value that comes next. */
  #next: FieldNode | undefined;
  #isKey = false;
  /** The bytes, as Latin-1, of what is being read and wanted. */
  #text: string | undefined;
  #hexLeft = 0;
  #word = '';
  #wordAt = 0;
  #part: NumberPart = NumberPart.Minus;
  #offset = 0;

  constructor(tree: FieldNode) {
    this.#next = tree;
  }

  /** @throws InvalidInputError saying at which byte it is no JSON. */
  feed(chunk: Uint8Array): void {
    const words = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let at = 0; at < chunk.length;) {
      at = this.#passOver(chunk, words, at);
      if (at === chunk.length) break;
      if (this.#expect === Expect.InString) at = this.#readString(chunk, words, at);
      else if (this.#expect === Expect.InNumber) at = this.#readNumber(chunk, at);
      else {
        const byte = chunk[at] ?? 0;
        if (this.#expect === Expect.InWord) this.#readWord(byte, at);
        else if (this.#expect >= Expect.InEscape) this.#readEscape(byte, at);
        else if (!isSpace(byte)) this.#readToken(byte, at);
        at += 1;
      }
    }
    this.#offset += chunk.length;
  }

  /** The wanted fields that are there, by their paths. @throws InvalidInputError when the document is not whole. */
  finish(): ReadonlyMap<string, string | number> {
    if (this.#expect === Expect.Nothing) return this.#found;
    throw new InvalidInputError(
      this.#offset === 0
        ? 'the payload is empty: expected a JSON object'
        : `the payload ends after ${String(this.#offset)} bytes, before its JSON does`,
    );
  }

  #readToken(byte: number, at: number): void {
    switch (this.#expect) {
      case Expect.Value:
      case Expect.ValueOrEnd:
        if (byte === code.closeArray && this.#expect === Expect.ValueOrEnd) this.#close();
        else this.#beginValue(byte, at);
        return;
      case Expect.Key:
      case Expect.KeyOrEnd:
        if (byte === code.quote) this.#beginString(true, this.#nodes[this.#nodes.length - 1] !== undefined);
        else if (byte === code.closeObject && this.#expect === Expect.KeyOrEnd) this.#close();
        else this.#refuse(at, 'a key in double quotes');
        return;
      case Expect.Colon:
        if (byte !== code.colon) this.#refuse(at, ':');
        this.#expect = Expect.Value;
        return;
      case Expect.CommaOrEnd: {
        const isObject = this.#isObject[this.#isObject.length - 1] === true;
        if (byte === code.comma) this.#expect = isObject ? Expect.Key : Expect.Value;
        else if (byte === (isObject ? code.closeObject : code.closeArray)) this.#close();
        else this.#refuse(at, isObject ? ', or }' : ', or ]');
        return;
      }
      case Expect.Nothing:
      case Expect.InString:
      case Expect.InEscape:
      case Expect.InUnicode:
      case Expect.InWord:
      case Expect.InNumber:
        this.#refuse(at, 'nothing more');
    }
  }

  #beginValue(byte: number, at: number): void {
    const depth = this.#isObject.length;
    if (depth === 0 && byte !== code.openObject) this.#refuse(at, 'an object');
    if (byte === code.quote) this.#beginString(false, this.#next?.field !== undefined);
    else if (byte === code.openObject || byte === code.openArray) {
      if (depth === limits.depth) this.#refuse(at, `at most ${String(limits.depth)} levels`);
      const isObject = byte === code.openObject;
      this.#isObject.push(isObject);
      // Nothing that is wanted lies in an array.
      this.#nodes.push(isObject ? this.#next : undefined);
      this.#next = undefined;
      this.#expect = isObject ? Expect.KeyOrEnd : Expect.ValueOrEnd;
    } else if (isDigit(byte) || byte === code.minus) {
      const isNegative = byte === code.minus;
      this.#part = isNegative ? NumberPart.Minus : byte === 0x30 ? NumberPart.Zero : NumberPart.Whole;
      this.#text = this.#next?.field === undefined ? undefined : String.fromCharCode(byte);
      this.#expect = Expect.InNumber;
    } else {
      this.#word = wordFrom(byte) ?? this.#refuse(at, 'a value');
      this.#wordAt = 1;
      this.#expect = Expect.InWord;
    }
  }

  #beginString(isKey: boolean, isWanted: boolean): void {
    this.#isKey = isKey;
    this.#text = isWanted ? '' : undefined;
    this.#expect = Expect.InString;
  }

  /** Reads on in a string, up to its end, an escape or the end of the chunk. Returns the next place. */
  #readString(chunk: Uint8Array, words: DataView, from: number): number {
    const end = chunk.length;
    const at = endOfPlain(chunk, words, from);
    const byte = at < end ? (chunk[at] ?? 0) : code.space;
    if (byte < code.space) this.#refuse(at, 'no control character in a string');
    if (this.#text !== undefined) this.#keep(chunk, from, byte === code.backslash ? at + 1 : at);
    if (at === chunk.length) return at;
    if (byte === code.backslash) this.#expect = Expect.InEscape;
    else this.#endString(at);
    return at + 1;
  }

  /**
   * Passes over what is not wanted, which is most of a payload, with all that it needs in local variables. Stops at a wanted
   * key, and at what is rare or wrong: those go the long way. Returns the next place.
   */
  #passOver(chunk: Uint8Array, words: DataView, from: number): number {
    let depth = this.#isObject.length;
    let expect = this.#expect;
    if (depth === 0 || expect > Expect.CommaOrEnd || this.#next) return from;
    let inObject = this.#isObject[depth - 1] === true;
    let node = this.#nodes[depth - 1];
    const end = chunk.length;
    let at = from;
    for (; at < end && depth > 0; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === code.quote) {
        if (expect > Expect.KeyOrEnd) break;
        const isKey = expect >= Expect.Key;
        const to = endOfPlain(chunk, words, at + 1);
        if (to === end || chunk[to] !== code.quote) break;
        if (isKey && node && childAt(node, chunk, at + 1, to)) break;
        at = to;
        expect = isKey ? Expect.Colon : Expect.CommaOrEnd;
      } else if (byte === code.colon) {
        if (expect !== Expect.Colon) break;
        expect = Expect.Value;
      } else if (byte === code.comma) {
        if (expect !== Expect.CommaOrEnd) break;
        expect = inObject ? Expect.Key : Expect.Value;
      } else if (byte === code.openObject || byte === code.openArray) {
        if (expect > Expect.ValueOrEnd || depth === limits.depth) break;
        inObject = byte === code.openObject;
        node = undefined;
        depth = this.#isObject.push(inObject);
        this.#nodes.push(node);
        expect = inObject ? Expect.KeyOrEnd : Expect.ValueOrEnd;
      } else if (byte === (inObject ? code.closeObject : code.closeArray)) {
        if (expect !== Expect.CommaOrEnd && expect !== (inObject ? Expect.KeyOrEnd : Expect.ValueOrEnd))
          break;
        this.#close();
        depth -= 1;
        inObject = this.#isObject[depth - 1] === true;
        node = this.#nodes[depth - 1];
        expect = this.#expect;
      } else if (isDigit(byte)) {
        // Almost all numbers are ids and counts.
        if (expect > Expect.ValueOrEnd) break;
        let to = at + 1;
        if (byte > 0x30) while (to < end && isDigit(chunk[to] ?? 0)) to += 1;
        const next = to < end ? (chunk[to] ?? 0) : code.space;
        if (next !== code.comma && next !== code.closeObject && next !== code.closeArray) break;
        at = to - 1;
        expect = Expect.CommaOrEnd;
      } else {
        const word = wordFrom(byte);
        if (word === undefined || expect > Expect.ValueOrEnd) break;
        let same = 1;
        while (same < word.length && chunk[at + same] === word.charCodeAt(same)) same += 1;
        if (same < word.length) break;
        at += same - 1;
        expect = Expect.CommaOrEnd;
      }
    }
    this.#expect = expect;
    return at;
  }

  #readEscape(byte: number, at: number): void {
    if (this.#expect === Expect.InUnicode) {
      if (!isHex(byte)) this.#refuse(at, 'four hex digits after \\u');
      this.#hexLeft -= 1;
      if (this.#hexLeft === 0) this.#expect = Expect.InString;
    } else if (byte === 0x75) {
      this.#hexLeft = 4;
      this.#expect = Expect.InUnicode;
    } else {
      if (!isEscape(byte)) this.#refuse(at, 'an escape of JSON');
      this.#expect = Expect.InString;
    }
    if (this.#text !== undefined) this.#text += String.fromCharCode(byte);
  }

  #endString(at: number): void {
    const text = this.#text === undefined ? undefined : unescaped(this.#text);
    if (this.#isKey)
      this.#endKey(this.#nodes[this.#nodes.length - 1]?.children.find(({ name }) => name === text)?.node, at);
    else this.#endValue(text);
  }

  /** Of keys on the way to a wanted field each may be there once: two of `repository` are as bad as two of its names. */
  #endKey(node: FieldNode | undefined, at: number): void {
    if (node && this.#seen.has(node)) this.#refuse(at, 'each field that names the delivery once');
    if (node) this.#seen.add(node);
    this.#text = undefined;
    this.#next = node;
    this.#expect = Expect.Colon;
  }

  #readWord(byte: number, at: number): void {
    if (byte !== this.#word.charCodeAt(this.#wordAt)) this.#refuse(at, this.#word);
    this.#wordAt += 1;
    if (this.#wordAt === this.#word.length) this.#endValue(undefined);
  }

  /** Reads on in a number. Returns the next place. */
  #readNumber(chunk: Uint8Array, from: number): number {
    let at = from;
    for (; at < chunk.length; at += 1) {
      const part = numberPartAfter(this.#part, chunk[at] ?? 0);
      if (part === undefined) break;
      this.#part = part;
    }
    if (this.#text !== undefined) this.#keep(chunk, from, at);
    if (at < chunk.length) {
      if (!isWholeNumber(this.#part)) this.#refuse(at, 'a digit');
      this.#endValue(this.#text === undefined ? undefined : Number(this.#text));
    }
    return at;
  }

  #endValue(value: string | number | undefined): void {
    if (value !== undefined && this.#next?.field !== undefined) this.#found.set(this.#next.field, value);
    this.#text = undefined;
    this.#next = undefined;
    this.#expect = Expect.CommaOrEnd;
  }

  #close(): void {
    this.#isObject.pop();
    this.#nodes.pop();
    this.#next = undefined;
    this.#expect = this.#isObject.length === 0 ? Expect.Nothing : Expect.CommaOrEnd;
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    const whole =
      (this.#text ?? '') + Buffer.from(chunk.buffer, chunk.byteOffset + from, to - from).toString('latin1');
    if (whole.length <= limits.text) this.#text = whole;
    // So long a key leads nowhere that is wanted.
    else if (this.#isKey && this.#expect === Expect.InString) this.#text = undefined;
    else this.#refuse(from, `at most ${String(limits.text)} bytes in a field that names the delivery`);
  }

  #refuse(at: number, expected: string): never {
    const byte = this.#offset + at;
    throw new InvalidInputError(`the payload is no JSON at byte ${String(byte)}: expected ${expected}`, {
      details: { byte },
    });
  }
}
