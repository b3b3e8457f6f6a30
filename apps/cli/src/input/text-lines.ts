/** Bytes of a line at the most; what is beyond is cut off. */
const longest = 65_536;

/** The lines of a text that comes in pieces, ended by a line feed or a carriage return, as progress bars do. */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '').slice(0, longest);
    for (const line of lines) yield line.slice(0, longest);
  }
  if (rest !== '') yield rest;
}
