import { remarksInLog, imageInLog, type CodeRemark } from '@slipway/workflows';
import type { LogStore } from '@slipway/ports';

/** What a log says that others want to know. */
export interface LogFindings {
  readonly remarks: readonly CodeRemark[];
  /** Image that was built, with its digest. */
  readonly image: string | undefined;
  /** The last lines. */
  readonly tail: string;
}

const mostRemarks = 50;
/** Bytes of the end that are shown, and those within which an image is looked for. */
const tailBytes = 4_096;
const endBytes = 65_536;

/** Reads the log of the first process of an attempt, holding one stored piece and the end at a time. */
export async function scanLog(
  logs: Pick<LogStore, 'read'>,
  attempt: string,
  image: string | undefined,
): Promise<LogFindings> {
  const remarks: CodeRemark[] = [];
  const decoder = new TextDecoder();
  let offset = 0;
  let line = '';
  let end = '';
  for (;;) {
    const { bytes } = await logs.read({ attempt, index: 0 }, offset);
    if (bytes.byteLength === 0) break;
    offset += bytes.byteLength;
    const text = decoder.decode(bytes, { stream: true });
    end = (end + text).slice(-endBytes);
    const whole = line + text;
    const cut = whole.lastIndexOf('\n') + 1;
    // A line without an end is none that anybody has to understand.
    line = whole.slice(cut).slice(-endBytes);
    if (remarks.length < mostRemarks) remarks.push(...remarksInLog(whole.slice(0, cut)));
  }
  remarks.push(...remarksInLog(line));
  return {
    remarks: remarks.slice(0, mostRemarks),
    image: image === undefined ? undefined : imageInLog(end, image),
    tail: lastLines(end),
  };
}

function lastLines(text: string): string {
  const tail = text.slice(-tailBytes).replaceAll('\0', '');
  const first = tail.indexOf('\n');
  return text.length > tailBytes && first >= 0 ? tail.slice(first + 1) : tail;
}
