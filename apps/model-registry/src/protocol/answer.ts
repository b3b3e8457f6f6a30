/**
 * The JSON of an answer, as protobuf writes it: undefined fields and empty lists are left out, and doubles that JSON
 * lacks are the texts NaN, Infinity and -Infinity.
 */
export function answerText(answer: object): string {
  return JSON.stringify(answer, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    if (Array.isArray(value) && value.length === 0) return undefined;
    return value;
  });
}
