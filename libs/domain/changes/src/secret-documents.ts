/** A YAML mapping that is open while its lines are read. */
interface Mapping {
  readonly column: number;
  isSecret: boolean;
  dataLine: number | undefined;
}

const entry = /^( *(?:- +)*)(?:"([^"]*)"|'([^']*)'|([A-Za-z][\w.-]*)) *:(?: +(.*)| *)$/;
const noValue = /^(?:\{\s*\}|null|~|)\s*(?:#.*)?$/;
const secretName = /^(?:!!?\S* +)?["']?Secret["']?\s*(?:#.*)?$/;

/**
 * 1-based lines of `data` and `stringData` with values in documents of kind Secret, in block YAML at any depth. Read
 * line by line in one pass and not by a YAML parser: it has to find what people put in by mistake, cheaply, in files
 * that may not even be YAML. Who wants to hide a Secret from it can.
 */
function blockSecrets(lines: readonly string[]): number[] {
  const found: number[] = [];
  const open: Mapping[] = [];
  let waiting:
    | { readonly key: string; readonly column: number; readonly line: number; readonly mapping: Mapping }
    | undefined;
  const closeFrom = (column: number): void => {
    for (let last = open.at(-1); last !== undefined && last.column >= column; last = open.at(-1)) {
      if (last.isSecret && last.dataLine !== undefined) found.push(last.dataLine);
      open.pop();
    }
  };
  for (const [index, line] of lines.entries()) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    if (/^(?:---|\.\.\.)/.test(line)) {
      closeFrom(0);
      waiting = undefined;
      if (text === '---' || text === '...') continue;
    }
    const column = line.length - line.trimStart().length;
    if (waiting !== undefined && column > waiting.column) {
      if (waiting.key !== 'kind') waiting.mapping.dataLine = waiting.line;
      else if (secretName.test(text)) waiting.mapping.isSecret = true;
    }
    waiting = undefined;
    const match = entry.exec(line);
    if (match === null) continue;
    const prefix = match[1] ?? '';
    const at = prefix.length;
    closeFrom(prefix.includes('-') ? column : at + 1);
    let mapping = open.at(-1);
    if (mapping?.column !== at) {
      mapping = { column: at, isSecret: false, dataLine: undefined };
      open.push(mapping);
    }
    const key = match[2] ?? match[3] ?? match[4] ?? '';
    const value = match[5] ?? '';
    if (key !== 'kind' && key !== 'data' && key !== 'stringData') continue;
    if (/^(?:#.*)?$/.test(value)) waiting = { key, column: at, line: index + 1, mapping };
    else if (key === 'kind') mapping.isSecret = secretName.test(value);
    else if (!noValue.test(value)) mapping.dataLine = index + 1;
  }
  closeFrom(0);
  return found;
}

const flowKind = /(?:^|[{,\s])["']?kind["']?\s{0,9}:\s{0,9}["']?Secret["']?\s{0,9}[,}]/;
const flowData = /["'{,\s](?:stringData|data)["']?\s{0,9}:\s{0,9}\{\s{0,99}[^}\s]/;

/** The same for JSON and flow YAML: 1-based line of `kind` of the first document that has both. */
function flowSecrets(content: string): number[] {
  let line = 1;
  for (const document of content.split(/^---/m)) {
    const kind = flowKind.exec(document);
    if (kind !== null && flowData.test(document))
      return [line + lineBreaks(document.slice(0, kind.index + 1))];
    line += lineBreaks(document);
  }
  return [];
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** 1-based lines where a manifest of kind Secret carries values. */
export function secretDocumentLines(content: string): readonly number[] {
  if (!content.includes('Secret')) return [];
  const block = blockSecrets(content.split(/\r?\n/));
  return block.length > 0 ? block : flowSecrets(content);
}
