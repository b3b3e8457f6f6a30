/**
 * The JSON of an answer, as protobuf writes it: undefined fields and empty lists are left out, and doubles that JSON
 * lacks are the texts NaN, Infinity and -Infinity.
 */
export function answerText(answer: object): string {
  const text = JSON.stringify(answer);
  // Calling a function for each value triples the time, and few answers have any of those.
  return mayDiffer.test(text) ? strictText(answer) : text;
}

/** Such doubles become null. */
const mayDiffer = /null|\[\]/;

const strictText = (answer: object): string =>
  JSON.stringify(answer, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    if (Array.isArray(value) && value.length === 0) return undefined;
    return value;
  });
