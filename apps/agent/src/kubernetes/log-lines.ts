/** A line of a container's log as the kubelet gives it, without its time. */
export interface StampedLine {
  /** RFC 3339 with nine decimals, so that texts compare as times do. */
  readonly time: string;
  /** With its line end, if it has one. */
  readonly bytes: Buffer;
}

/**
 * Up to where a log was read: which container, and how many lines of the newest time. Times are the only address that a
 * kubelet offers, and lines may share one.
 */
export interface LogPlace {
  /** Uid of the pod and restarts of the container. */
  readonly container: string;
  readonly time: string;
  readonly lines: number;
}

export const formatPlace = ({ container, time, lines }: LogPlace): string =>
  `${container} ${time} ${String(lines)}`;

/** Undefined for a mark of another kind. */
export function parsePlace(mark: string | undefined): LogPlace | undefined {
  const [, container, time, lines] = /^(\S+) (\S+) (\d+)$/.exec(mark ?? '') ?? [];
  return container === undefined || time === undefined
    ? undefined
    : { container, time, lines: Number(lines) };
}

/** Parts lines from their times. A line without a time has that of the line before it. */
export function stampedLine(line: Buffer, before: string): StampedLine {
  const blank = line.subarray(0, 64).indexOf(0x20);
  const head = line.toString('latin1', 0, Math.max(blank, 0));
  const [, seconds, decimals = '', zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(head) ?? [];
  if (seconds === undefined || zone === undefined) return { time: before, bytes: line };
  return { time: `${seconds}.${decimals.padEnd(9, '0')}${zone}`, bytes: line.subarray(blank + 1) };
}

/** The place after one more line. */
export function placeAfter(place: LogPlace, { time }: StampedLine): LogPlace {
  return { ...place, time, lines: time === place.time ? place.lines + 1 : 1 };
}

/** Passes over the lines up to a place, when a log is read again from the second of that place on. */
export class LineFilter {
  readonly #from: LogPlace;
  #equal = 0;

  constructor(from: LogPlace) {
    this.#from = from;
  }

  isNew({ time }: StampedLine): boolean {
    if (time > this.#from.time) return true;
    if (time < this.#from.time) return false;
    this.#equal += 1;
    return this.#equal > this.#from.lines;
  }
}

/** Cuts chunks into lines; what has no end yet stays in `rest`. */
export class LineCutter {
  #parts: Buffer[] = [];

  push(chunk: Uint8Array): Buffer[] {
    const lines: Buffer[] = [];
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a)) {
      lines.push(Buffer.concat([...this.#parts, bytes.subarray(0, end + 1)]));
      this.#parts = [];
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.byteLength > 0) this.#parts.push(Buffer.from(bytes));
    return lines;
  }

  get rest(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
