import MarkdownIt from 'markdown-it';

const width = 900;
const colours = { failure: '#cf222e', warning: '#9a6700', notice: '#0969da', success: '#1a7f37' } as const;

const style = `
.page { font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; color: #1f2328; background: #fff;
  border: 1px solid #d1d9e0; border-radius: 6px; height: calc(100% - 2px); overflow: hidden; box-sizing: border-box; }
.head { padding: 12px 20px; border-bottom: 1px solid #d1d9e0; background: #f6f8fa; }
.head b { font-size: 16px; }
.head span { color: #59636e; }
.body { padding: 0 20px; }
h2 { font-size: 18px; border-bottom: 1px solid #d1d9e0; padding-bottom: 4px; margin: 14px 0 10px; }
h3 { font-size: 15px; margin: 14px 0 4px; }
p { margin: 0 0 8px; }
table { border-collapse: collapse; margin: 0 0 10px; } td, th { border: 1px solid #d1d9e0; padding: 3px 12px; text-align: left; }
ul { margin: 0 0 8px; padding-left: 22px; }
code { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: #eff1f3; border-radius: 4px; padding: 1px 4px; }
details { margin-bottom: 8px; }
pre { background: #f6f8fa; border-radius: 6px; padding: 10px 14px; margin: 6px 0; }
pre code { background: none; padding: 0; }
.added { background: #dafbe1; } .removed { background: #ffebe9; } .place { color: #59636e; }
.annotation { border-left: 4px solid; margin: 10px 0; padding: 4px 12px; background: #f6f8fa; }
`;

/** What GitHub is sent of a check run, and shows on its page. */
export interface ShownCheck {
  readonly name: string;
  readonly title: string;
  readonly markdown: string;
  readonly succeeded: boolean;
  readonly annotations: readonly {
    readonly level: 'failure' | 'warning' | 'notice';
    readonly file: string;
    readonly line: number;
    readonly title: string;
    readonly message: string;
  }[];
}

/** The page of a check run, as an SVG that holds what GitHub is sent: its title, its summary as Markdown, and its annotations. */
export function checkRunPicture({ name, title, markdown, annotations, succeeded }: ShownCheck): string {
  const markup = new MarkdownIt({ html: true, xhtmlOut: true, highlight: diffLines });
  const summary = markup.render(markdown).replaceAll('<details>', '<details open="open">');
  const colour = succeeded ? colours.success : colours.failure;
  const shown = annotations.map(
    ({ level, file, line, title: about, message }) =>
      `<div class="annotation" style="border-color: ${colours[level]}"><code>${escaped(file)}</code> line ${String(line)}<br/><b>${escaped(about)}</b><br/>${escaped(message)}</div>`,
  );
  const below = shown.length === 0 ? '' : `<h3>Annotations</h3>${shown.join('')}`;
  const page = `<div class="head"><b><span style="color: ${colour}">${succeeded ? '✓' : '✗'}</span> ${escaped(name)}</b> <span>${escaped(title)}</span></div><div class="body">${summary}${below}</div>`;
  const height = String(heightOf(markdown, annotations.length));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${height}" role="img" aria-label="${escaped(`${name}: ${title}`)}">
<foreignObject width="100%" height="100%">
<div xmlns="http://www.w3.org/1999/xhtml" class="page"><style>${style}</style>${page}</div>
</foreignObject>
</svg>
`;
}

/** Lines of a diff in their colours. */
const diffLines = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const kind = { '+': 'added', '-': 'removed', '@': 'place' }[line.charAt(0)];
      return kind === undefined ? escaped(line) : `<span class="${kind}">${escaped(line)}</span>`;
    })
    .join('\n');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** An SVG does not grow with what is in it: pixels of so many lines, headings and annotations. */
function heightOf(markdown: string, annotations: number): number {
  const lines = markdown.split('\n').filter((line) => line !== '');
  const headings = lines.filter((line) => line.startsWith('#'));
  const rows = lines.filter((line) => line.startsWith('|'));
  return 130 + 21 * lines.length + 7 * rows.length + 16 * headings.length + 95 * annotations;
}
